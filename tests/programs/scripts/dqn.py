"""Learning by trying: a memory of what happened, values of actions, and a slow copy of the network to aim at."""
import random
from collections import deque

import torch
from torch import nn, optim


class Values(nn.Module):
    """(N, 2) states -> (N, 3): the value of the state, and how much better or worse each action is."""

    def __init__(self):
        super().__init__()
        self.body, self.state, self.actions = nn.Linear(2, 16), nn.Linear(16, 1), nn.Linear(16, 3)

    def forward(self, x):
        hidden = torch.relu(self.body(x))
        better = self.actions(hidden)
        return self.state(hidden) + better - better.mean(-1, keepdim=True)


def push(place, speed, action):
    """A ball on a hill: pushed left, not at all, or right. It is lost beyond 1."""
    speed = speed + 0.2 * place + 0.1 * (action - 1)
    place = place + speed
    return place, speed, 1.0 - abs(place), abs(place) > 1


random.seed(10)
torch.manual_seed(10)
now, aim = Values(), Values()
aim.load_state_dict(now.state_dict())
optimizer = optim.AdamW(now.parameters(), lr=1e-2, amsgrad=True)
criterion = nn.SmoothL1Loss(beta=0.5)
memory, tried = deque(maxlen=40), 0


def choose(state):
    global tried
    tried += 1
    if random.random() < 0.05 + 0.85 * 0.95**tried:
        return random.randrange(3)
    with torch.no_grad():
        return now(torch.tensor([state])).max(1).indices.item()


def learn():
    before, action, reward, after, lost = map(torch.tensor, zip(*random.sample(list(memory), 8)))
    said = now(before).gather(1, action.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        best = now(after).argmax(1, keepdim=True)
        promised = torch.zeros(8)
        promised[~lost] = aim(after[~lost]).gather(1, best[~lost]).squeeze(1)
    loss = criterion(said, reward.to(said.dtype) + 0.9 * promised.to(said.dtype))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(now.parameters(), 1.0)
    optimizer.step()
    state = aim.state_dict()
    for name, value in now.state_dict().items():
        state[name] = 0.95 * state[name] + 0.05 * value
    aim.load_state_dict(state)
    return loss.item()


for game in range(4):
    state, lost, losses, rounds = (random.uniform(-0.1, 0.1), 0.0), False, [], 0
    while not lost and rounds < 9:
        action = choose(state)
        *after, reward, lost = push(*state, action)
        memory.append((list(state), action, reward, after, lost))
        state, rounds = tuple(after), rounds + 1
        if len(memory) >= 8:
            losses.append(learn())
    print("game", game, "rounds", rounds, "loss", f"{sum(losses) / max(1, len(losses)):.5f}")
