"""A walk along a corridor: what was done is made likelier by how much better it went than was expected."""
import torch
from torch import nn, optim
from torch.nn import functional as F

LENGTH = 7


class Walker(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(LENGTH, 10), nn.Dropout(p=0.1), nn.ReLU())
        self.heads = nn.ModuleDict({"action": nn.Linear(10, 2), "value": nn.Linear(10, 1)})

    def forward(self, place):
        hidden = self.body(F.one_hot(place, LENGTH).type_as(self.heads["value"].weight))
        return F.log_softmax(self.heads["action"](hidden), dim=-1), self.heads["value"](hidden).squeeze(-1)


def walk(walker):
    """One walk from the middle: log probabilities of what was done, expectations, entropies, rewards."""
    place, told = torch.tensor([LENGTH // 2]), []
    for _ in range(12):
        logs, value = walker(place)
        action = torch.multinomial(logs.detach().exp(), 1)
        place = place + 2 * action.squeeze(1) - 1
        reward = 1.0 if place.item() == LENGTH - 1 else -0.05
        told.append((logs.gather(1, action).squeeze(), value.squeeze(), -(logs.exp() * logs).sum(), reward))
        if place.item() in (0, LENGTH - 1):
            break
    return zip(*told)


torch.manual_seed(543)
walker = Walker()
optimizer = optim.Adam(walker.parameters(), lr=1e-2)
smallest, habit = torch.finfo(torch.get_default_dtype()).eps, 0.0
for number in range(8):
    done, expected, chance, rewards = walk(walker)
    coming = [sum(0.95**k * r for k, r in enumerate(rewards[start:])) for start in range(len(rewards))]
    coming = torch.tensor(coming)
    coming = (coming - coming.mean()) / (coming.std() + smallest)
    done, expected = torch.stack(done), torch.stack(expected)
    loss = -(done * (coming - expected.detach())).sum()
    loss = loss + 0.5 * F.smooth_l1_loss(expected, coming, reduction="sum") - 0.01 * torch.stack(chance).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    habit = 0.95 * habit + 0.05 * sum(rewards)
    print("walk {}\tsteps {}\tloss {:.4f}\thabit {:.3f}".format(number, len(rewards), loss.item(), habit))
walker.eval()
print(walker(torch.arange(LENGTH))[0].exp()[:, 1].detach().mul(1000).round().int().tolist())
