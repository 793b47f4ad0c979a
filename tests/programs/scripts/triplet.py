"""A Siamese network: triplets, pairs, and mining of hard negatives within a batch."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim import lr_scheduler


class EmbeddingNet(nn.Module):
    def __init__(self):
        super(EmbeddingNet, self).__init__()
        self.convnet = nn.Sequential(nn.Conv2d(1, 4, 5), nn.PReLU(),
                                     nn.MaxPool2d(2, stride=2),
                                     nn.Conv2d(4, 8, 3), nn.PReLU(),
                                     nn.MaxPool2d(2, stride=2))
        self.fc = nn.Sequential(nn.Linear(8 * 2 * 2, 12), nn.PReLU(), nn.Linear(12, 2))

    def forward(self, x):
        output = self.convnet(x)
        output = output.view(output.size()[0], -1)
        return self.fc(output)

    def get_embedding(self, x):
        return self.forward(x)


class TripletNet(nn.Module):
    def __init__(self, embedding_net):
        super(TripletNet, self).__init__()
        self.embedding_net = embedding_net

    def forward(self, x1, x2, x3):
        return tuple(self.embedding_net(x) for x in (x1, x2, x3))


class ContrastiveLoss(nn.Module):
    def __init__(self, margin):
        super(ContrastiveLoss, self).__init__()
        self.margin = margin
        self.eps = 1e-9

    def forward(self, output1, output2, target, size_average=True):
        distances = (output2 - output1).pow(2).sum(1)  # squared distances
        losses = 0.5 * (target.to(output1.dtype) * distances +
                        (1 + -1 * target).to(output1.dtype) * F.relu(self.margin - (distances + self.eps).sqrt()).pow(2))
        return losses.mean() if size_average else losses.sum()


def pdist(vectors):
    distance_matrix = -2 * vectors.mm(torch.t(vectors)) + vectors.pow(2).sum(dim=1).view(1, -1) + vectors.pow(2).sum(
        dim=1).view(-1, 1)
    return distance_matrix


def batch_hard(embeddings, labels, margin=0.5):
    distance = pdist(embeddings).clamp(min=1e-12).sqrt()
    same = labels.unsqueeze(0) == labels.unsqueeze(1)
    eye = torch.eye(len(labels), dtype=torch.bool)
    hardest_positive = distance.masked_fill(~(same & ~eye), float("-inf")).max(dim=1).values
    hardest_negative = torch.where(same, torch.tensor(float("inf")), distance).min(dim=1)[0]
    valid = hardest_positive.isfinite() & hardest_negative.isfinite()
    return F.softplus(hardest_positive[valid] - hardest_negative[valid] + margin).mean()


torch.manual_seed(30)
prototypes = torch.randn(3, 1, 16, 16)
labels = torch.arange(12) % 3
images = prototypes[labels] + 0.5 * torch.randn(12, 1, 16, 16)
model = TripletNet(EmbeddingNet())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=0.8)
losses = {"triplet": [], "contrastive": [], "hard": [], "cosine": []}
for epoch in range(3):
    model.train()
    order = torch.randperm(12)
    anchor, positive, negative = images[0:6], images[[3, 4, 5, 6, 7, 8]], images[torch.tensor([1, 2, 3, 4, 5, 6])]
    embedded = model(anchor, positive, negative)
    triplet = nn.TripletMarginLoss(margin=1.0, p=2, swap=True)(*embedded)
    a, b = model.embedding_net(images[order[:6]]), model.embedding_net(images[order[6:]])
    same = (labels[order[:6]] == labels[order[6:]]).long()
    contrastive = ContrastiveLoss(1.0)(a, b, same)
    cosine = nn.CosineEmbeddingLoss(margin=0.2)(a, b, 2 * same - 1)
    hard = batch_hard(model.embedding_net(images), labels)
    for key, value in zip(losses, (triplet, contrastive, hard, cosine)):
        losses[key].append(value.item())
    optimizer.zero_grad()
    (triplet + contrastive + hard + cosine).backward()
    optimizer.step()
    scheduler.step()
    print("epoch", epoch, {k: round(v[-1], 4) for k, v in losses.items()}, scheduler.get_last_lr())
final = F.pairwise_distance(model.embedding_net.get_embedding(images)[:6], model.embedding_net(images)[6:]).detach()
