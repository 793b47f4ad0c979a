"""Contrastive learning: two views of each image, a projection head, temperature-scaled cross entropy; a momentum queue."""
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(17)


def augment(images):
    n, c, h, w = images.shape
    flip = torch.rand(n) < 0.5
    images = torch.where(flip[:, None, None, None], images.flip(3), images)
    shift = int(torch.randint(-1, 2, (1,)))
    images = torch.roll(images, shifts=(shift, -shift), dims=(2, 3))
    brightness = torch.empty(n, 1, 1, 1).uniform_(0.8, 1.2)
    noise = torch.zeros_like(images).normal_(0, 0.05)
    return (images * brightness + noise).clamp_(0.0, 1.0)


class Encoder(nn.Module):
    def __init__(self, width=6, out=4):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, width, 3, stride=2, padding=1), nn.GroupNorm(2, width), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1, padding_mode="circular"), nn.Mish(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.projector = nn.Sequential(nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU(inplace=True), nn.Linear(width, out))

    def forward(self, x):
        return F.normalize(self.projector(self.backbone(x)), dim=-1)


def info_nce_loss(features, temperature=0.5):
    """Logits with the other view of each image first, the views of other images behind; the label is always 0."""
    total = features.shape[0]
    similar = features @ features.T
    other = torch.arange(total).roll(total // 2)
    rest = torch.ones_like(similar, dtype=torch.bool).fill_diagonal_(False)
    rest[torch.arange(total), other] = False
    logits = torch.cat([similar.gather(1, other[:, None]), similar[rest].view(total, -1)], dim=1)
    return logits / temperature, torch.zeros(total, dtype=torch.long)


def nt_xent(z1, z2, t=0.5):
    """The same loss, written shorter."""
    z = torch.cat([z1, z2])
    sim = F.cosine_similarity(z.unsqueeze(1), z.unsqueeze(0), dim=-1) / t
    sim = sim.masked_fill(torch.eye(len(z)).bool(), float("-inf"))
    target = torch.arange(len(z)).roll(len(z1))
    return (torch.logsumexp(sim, dim=1) - sim[torch.arange(len(z)), target]).mean()


@torch.no_grad()
def momentum_update(student, teacher, m=0.9):
    for p, q in zip(student.parameters(), teacher.parameters()):
        q.data = q.data * m + p.data * (1.0 - m)


student = Encoder()
teacher = copy.deepcopy(student)
for param in teacher.parameters():
    param.requires_grad = False
queue = F.normalize(torch.randn(4, 10), dim=0)
queue_ptr = torch.zeros(1, dtype=torch.long)
images = torch.rand(10, 1, 8, 8)
optimizer = torch.optim.SGD(student.parameters(), lr=0.3, momentum=0.9, weight_decay=1e-4)
criterion = nn.CrossEntropyLoss()
history = []
for step in range(4):
    batch = images[torch.randperm(10)[:5]]
    view1, view2 = augment(batch), augment(batch)
    z = student(torch.cat([view1, view2], dim=0))
    logits, labels = info_nce_loss(z)
    simclr = criterion(logits, labels)
    assert abs(simclr.item() - nt_xent(*z.detach().chunk(2)).item()) < 1e-5
    with torch.no_grad():
        keys = teacher(view2)
    l_pos = torch.einsum("nc,nc->n", [z[:5], keys]).unsqueeze(-1)
    l_neg = torch.einsum("nc,ck->nk", [z[:5], queue.clone().detach()])
    moco = criterion(torch.cat([l_pos, l_neg], dim=1) / 0.2, torch.zeros(5, dtype=torch.long))
    loss = simclr + moco
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    momentum_update(student, teacher)
    ptr = int(queue_ptr)
    queue[:, ptr:ptr + 5] = keys.T
    queue_ptr[0] = (ptr + 5) % 10
    history.append({"simclr": simclr.item(), "moco": moco.item()})
    print(f"Step {step}: simclr {simclr.item():.4f} moco {moco.item():.4f} ptr {ptr}")
