"""Policy gradient with a value baseline on a corridor that is walked from the middle to the right end."""
from itertools import count

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Corridor:
    def __init__(self, length=7):
        self.length = length

    def reset(self):
        self.position, self.time = self.length // 2, 0
        return self.observe()

    def observe(self):
        state = [0.0] * self.length
        state[self.position] = 1.0
        return state

    def step(self, action):
        self.position += 1 if action == 1 else -1
        self.time += 1
        done = self.position in (0, self.length - 1) or self.time >= 12
        reward = 1.0 if self.position == self.length - 1 else -0.05
        return self.observe(), reward, done, {}


class Policy(nn.Module):
    def __init__(self, n):
        super(Policy, self).__init__()
        self.affine1 = nn.Linear(n, 10)
        self.dropout = nn.Dropout(p=0.1)
        self.action_head = nn.Linear(10, 2)
        self.value_head = nn.Linear(10, 1)
        self.saved_log_probs, self.saved_values, self.entropies = [], [], []
        self.rewards = []

    def forward(self, x):
        x = F.relu(self.dropout(self.affine1(x)))
        return F.softmax(self.action_head(x), dim=-1), self.value_head(x)


torch.manual_seed(543)
env = Corridor()
policy = Policy(env.length)
optimizer = optim.Adam(policy.parameters(), lr=1e-2)
eps = torch.finfo(torch.get_default_dtype()).eps
gamma = 0.95


def select_action(state):
    state = torch.tensor(state).unsqueeze(0)
    probs, value = policy(state)
    action = torch.multinomial(probs.detach(), 1)
    policy.saved_log_probs.append(probs.log().gather(1, action).squeeze(1))
    policy.saved_values.append(value.squeeze(-1))
    policy.entropies.append(-(probs * probs.log()).sum(-1))
    return action.item()


def finish_episode():
    R = 0
    returns = []
    for r in policy.rewards[::-1]:
        R = r + gamma * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + eps)
    log_probs = torch.cat(policy.saved_log_probs)
    values = torch.cat(policy.saved_values)
    advantage = returns - values.detach()
    policy_loss = -(log_probs * advantage).sum()
    value_loss = F.smooth_l1_loss(values, returns, reduction="sum")
    loss = policy_loss + 0.5 * value_loss - 0.01 * torch.stack(policy.entropies).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    del policy.rewards[:]
    del policy.saved_log_probs[:]
    del policy.saved_values[:]
    del policy.entropies[:]
    return loss.item()


running_reward, log = 0.0, []
for i_episode in count(1):
    state, ep_reward = env.reset(), 0
    for t in range(1, 20):
        action = select_action(state)
        state, reward, done, _ = env.step(action)
        policy.rewards.append(reward)
        ep_reward += reward
        if done:
            break
    running_reward = 0.05 * ep_reward + (1 - 0.05) * running_reward
    log.append((t, ep_reward, finish_episode()))
    if i_episode % 2 == 0:
        print('Episode {}\tLast reward: {:.2f}\tAverage reward: {:.2f}'.format(i_episode, ep_reward, running_reward))
    if i_episode >= 8:
        break
policy.eval()
table = torch.stack([policy(row)[0] for row in torch.eye(7)]).detach()
