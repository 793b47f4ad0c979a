"""Capsules whose agreement is found by routing."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def squash(s, dim=-1, eps=1e-8):
    squared_norm = torch.sum(s ** 2, dim=dim, keepdim=True)
    return squared_norm / (1 + squared_norm) * s / (torch.sqrt(squared_norm) + eps)


class PrimaryCaps(nn.Module):
    def __init__(self, num_capsules=2, in_channels=6, out_channels=4):
        super().__init__()
        self.capsules = nn.ModuleList([nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=2) for _ in range(num_capsules)])

    def forward(self, x):
        u = [capsule(x) for capsule in self.capsules]
        u = torch.stack(u, dim=1)
        u = u.view(x.size(0), -1, 4)
        return squash(u)


class DigitCaps(nn.Module):
    def __init__(self, num_caps, num_routes, in_dim, out_dim, iterations=3):
        super().__init__()
        self.num_routes, self.num_caps, self.iterations = num_routes, num_caps, iterations
        self.W = nn.Parameter(0.3 * torch.randn(1, num_routes, num_caps, out_dim, in_dim))

    def forward(self, x):
        batch_size = x.size(0)
        x = torch.stack([x] * self.num_caps, dim=2).unsqueeze(4)
        W = torch.cat([self.W] * batch_size, dim=0)
        u_hat = torch.matmul(W, x)
        u_fixed = u_hat.detach()
        b_ij = torch.zeros(batch_size, self.num_routes, self.num_caps, 1, 1, device=x.device)
        for iteration in range(self.iterations):
            c_ij = F.softmax(b_ij, dim=2)
            last = iteration == self.iterations - 1
            s_j = (c_ij * (u_hat if last else u_fixed)).sum(dim=1, keepdim=True)
            v_j = squash(s_j, dim=3)
            if not last:
                a_ij = torch.matmul(u_fixed.transpose(3, 4), torch.cat([v_j] * self.num_routes, dim=1))
                b_ij = b_ij + a_ij
        return v_j.squeeze(1)


class CapsNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 6, kernel_size=3)
        self.primary = PrimaryCaps()
        self.digits = DigitCaps(3, 2 * 3 * 3, 4, 5)
        self.decoder = nn.Sequential(nn.Linear(5 * 3, 16), nn.ReLU(inplace=True), nn.Linear(16, 81), nn.Sigmoid())

    def forward(self, data):
        output = self.digits(self.primary(F.relu(self.conv(data), inplace=True)))
        classes = torch.sqrt((output ** 2).sum(2))
        classes = F.softmax(classes.squeeze(-1), dim=-1)
        _, max_length_indices = classes.max(dim=1)
        masked = torch.eye(3).index_select(dim=0, index=max_length_indices)
        reconstructions = self.decoder((output * masked[:, :, None, None]).view(output.size(0), -1))
        return output, reconstructions.view(-1, 1, 9, 9), masked

    def loss(self, data, x, target, reconstructions):
        return self.margin_loss(x, target) + 0.0005 * F.mse_loss(reconstructions.view(x.size(0), -1), data.view(x.size(0), -1), reduction="sum")

    def margin_loss(self, x, labels):
        batch_size = x.size(0)
        v_c = torch.sqrt((x ** 2).sum(dim=2, keepdim=True))
        left = F.relu(0.9 - v_c).view(batch_size, -1) ** 2
        right = F.relu(v_c - 0.1).view(batch_size, -1).pow(2)
        return (labels * left + 0.5 * (1.0 - labels) * right).sum(dim=1).mean()


torch.manual_seed(21)
net = CapsNet()
optimizer = torch.optim.Adam(net.parameters())
data = torch.rand(4, 1, 9, 9)
target = torch.eye(3).index_select(0, torch.tensor([0, 1, 2, 0]))
losses = []
for step in range(3):
    optimizer.zero_grad()
    output, reconstructions, masked = net(data)
    loss = net.loss(data, output, target, reconstructions)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    print("loss: %.6f" % losses[-1], "correct:", sum(masked.data.argmax(1) == target.argmax(1)).item())
