"""Recommending: embeddings of users and items, biases, and a ranking loss beside the ratings."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, RandomSampler, BatchSampler, TensorDataset


class MatrixFactorization(nn.Module):
    def __init__(self, n_users, n_items, n_factors=4):
        super().__init__()
        self.user_factors = nn.Embedding(n_users, n_factors, max_norm=None)
        self.item_factors = nn.Embedding(n_items, n_factors)
        self.user_biases = nn.Embedding(n_users, 1)
        self.item_biases = nn.Embedding(n_items, 1)
        self.offset = nn.Parameter(torch.tensor(3.0))
        for e in (self.user_factors, self.item_factors):
            nn.init.normal_(e.weight, std=0.1)
        for e in (self.user_biases, self.item_biases):
            nn.init.zeros_(e.weight)

    def forward(self, user, item):
        pred = self.offset + self.user_biases(user).squeeze(-1) + self.item_biases(item).squeeze(-1)
        pred = pred + (self.user_factors(user) * self.item_factors(item)).sum(dim=-1)
        return pred

    def all_scores(self):
        return torch.addmm(self.item_biases.weight.T, self.user_factors.weight, self.item_factors.weight.T)


torch.manual_seed(13)
n_users, n_items = 7, 9
truth = torch.randn(n_users, 2) @ torch.randn(2, n_items)
observed = torch.rand(n_users, n_items) < 0.6
users, items = observed.nonzero(as_tuple=True)
ratings = (truth[observed] + 3).clamp(1, 5).round()
print(f"{len(users)} ratings, mean {ratings.mean():.3f}")
dataset = TensorDataset(users, items, ratings)
sampler = BatchSampler(RandomSampler(dataset), batch_size=10, drop_last=False)
loader = DataLoader(dataset, batch_sampler=sampler)
model = MatrixFactorization(n_users, n_items)
biases = [p for n, p in model.named_parameters() if "biases" in n or n == "offset"]
factors = [p for n, p in model.named_parameters() if "factors" in n]
optimizer = torch.optim.Adagrad([{"params": factors, "weight_decay": 1e-2}, {"params": biases, "lr": 0.5}], lr=0.1)
epochs = []
for epoch in range(2):
    total = torch.zeros(())
    for u, i, r in loader:
        prediction = model(u, i)
        negative = torch.randint_like(i, n_items)
        rank = F.margin_ranking_loss(prediction, model(u, negative), torch.ones_like(prediction), margin=0.5)
        loss = F.huber_loss(prediction, r, delta=1.5) + 0.1 * rank
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(r)
    rmse = ((model(users, items) - ratings) ** 2).mean().sqrt()
    epochs.append((total / len(dataset)).item())
    print(f"Epoch {epoch}: loss {epochs[-1]:.4f} rmse {rmse.item():.4f}")
with torch.no_grad():
    scores = model.all_scores().masked_fill(observed, -float("inf"))
    best = scores.argsort(dim=1, descending=True)[:, :2]
    unseen = scores[torch.arange(n_users)[:, None], best].isfinite()
