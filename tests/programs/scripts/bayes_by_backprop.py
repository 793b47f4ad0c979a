"""Weights with a mean and a spread: sampled anew in each pass, a bound on the evidence as the loss."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Gaussian(object):
    def __init__(self, mu, rho):
        self.mu = mu
        self.rho = rho

    @property
    def sigma(self):
        return torch.log1p(torch.exp(self.rho))

    def sample(self):
        epsilon = torch.normal(0.0, 1.0, size=self.rho.size())
        return self.mu + self.sigma * epsilon

    def log_prob(self, input):
        return (-math.log(math.sqrt(2 * math.pi)) - torch.log(self.sigma) - ((input - self.mu) ** 2) / (2 * self.sigma ** 2)).sum()


class ScaleMixtureGaussian(object):
    def __init__(self, pi, sigma1, sigma2):
        self.pi, self.sigma1, self.sigma2 = pi, sigma1, sigma2

    def log_prob(self, x):
        parts = []
        for share, sigma in ((self.pi, self.sigma1), (1 - self.pi, self.sigma2)):
            parts.append(math.log(share) - 0.5 * math.log(2 * math.pi * sigma ** 2) - x ** 2 / (2 * sigma ** 2))
        return torch.logsumexp(torch.stack(parts), dim=0).sum()


class BayesianLinear(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight_mu = nn.Parameter(torch.Tensor(out_features, in_features).to(torch.get_default_dtype()).uniform_(-0.2, 0.2))
        self.weight_rho = nn.Parameter(torch.empty(out_features, in_features).uniform_(-5, -4))
        self.bias_mu = nn.Parameter(torch.empty(out_features).uniform_(-0.2, 0.2))
        self.bias_rho = nn.Parameter(torch.empty(out_features).uniform_(-5, -4))
        self.weight, self.bias = Gaussian(self.weight_mu, self.weight_rho), Gaussian(self.bias_mu, self.bias_rho)
        self.prior = ScaleMixtureGaussian(0.5, math.exp(-0), math.exp(-3))
        self.log_prior = self.log_variational_posterior = 0

    def forward(self, input, sample=False):
        if self.training or sample:
            weight, bias = self.weight.sample(), self.bias.sample()
        else:
            weight, bias = self.weight.mu, self.bias.mu
        if self.training:
            self.log_prior = self.prior.log_prob(weight) + self.prior.log_prob(bias)
            self.log_variational_posterior = self.weight.log_prob(weight) + self.bias.log_prob(bias)
        return F.linear(input, weight, bias)


class BayesianNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2 = BayesianLinear(1, 8), BayesianLinear(8, 2)

    def forward(self, x, sample=False):
        return self.l2(F.relu(self.l1(x, sample)), sample).unbind(-1)

    def kl(self):
        return sum(l.log_variational_posterior - l.log_prior for l in (self.l1, self.l2))


torch.manual_seed(8)
x = torch.linspace(-1, 1, 20).unsqueeze(-1)
y = x.squeeze() ** 3 + 0.05 * torch.randn(20)
net = BayesianNetwork()
optimizer = torch.optim.RMSprop(net.parameters(), lr=5e-3)
elbos = []
for epoch in range(4):
    net.train()
    net.zero_grad()
    total = []
    for _ in range(2):
        mean, log_var = net(x, sample=True)
        nll = 0.5 * (log_var + (y - mean) ** 2 / log_var.exp()).sum()
        total.append(nll + net.kl() / 10)
    loss = torch.stack(total).mean()
    loss.backward()
    optimizer.step()
    elbos.append(loss.item())
    print("epoch %d elbo %.3f" % (epoch, -loss.item()))
net.eval()
with torch.no_grad():
    predictions = torch.stack([net(x, sample=True)[0] for _ in range(5)])
    spread = predictions.std(0).mean()
    low, high = predictions.min(0).values, predictions.max(0).values
    covered = ((y >= low) & (y <= high)).sum().item()
    median = predictions.sort(dim=0).values[2]
