"""Images as codes from a codebook: straight-through gradients, commitment loss, codebook by moving averages."""
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class VectorQuantizer(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, commitment_cost):
        super(VectorQuantizer, self).__init__()
        self._embedding_dim = embedding_dim
        self._num_embeddings = num_embeddings
        self._embedding = nn.Embedding(self._num_embeddings, self._embedding_dim)
        self._embedding.weight.data.uniform_(-1 / self._num_embeddings, 1 / self._num_embeddings)
        self._commitment_cost = commitment_cost

    def forward(self, inputs):
        inputs = inputs.permute(0, 2, 3, 1).contiguous()
        input_shape = inputs.shape
        flat_input = inputs.view(-1, self._embedding_dim)
        distances = (torch.sum(flat_input**2, dim=1, keepdim=True)
                     + torch.sum(self._embedding.weight**2, dim=1)
                     - 2 * torch.matmul(flat_input, self._embedding.weight.t()))
        encoding_indices = torch.argmin(distances, dim=1).unsqueeze(1)
        encodings = torch.zeros(encoding_indices.shape[0], self._num_embeddings, device=inputs.device)
        encodings.scatter_(1, encoding_indices, 1)
        quantized = torch.matmul(encodings, self._embedding.weight).view(input_shape)
        e_latent_loss = F.mse_loss(quantized.detach(), inputs)
        q_latent_loss = F.mse_loss(quantized, inputs.detach())
        loss = q_latent_loss + self._commitment_cost * e_latent_loss
        quantized = inputs + (quantized - inputs).detach()
        avg_probs = torch.mean(encodings, dim=0)
        perplexity = torch.exp(-torch.sum(avg_probs * torch.log(avg_probs + 1e-10)))
        return loss, quantized.permute(0, 3, 1, 2).contiguous(), perplexity, encodings


class VectorQuantizerEMA(nn.Module):
    def __init__(self, n, dim, decay=0.9, eps=1e-5):
        super().__init__()
        self.decay, self.eps = decay, eps
        embed = torch.randn(dim, n)
        self.register_buffer("embed", embed)
        self.register_buffer("cluster_size", torch.zeros(n))
        self.register_buffer("embed_avg", embed.clone())

    def forward(self, z):
        z = z.permute(0, 2, 3, 1)
        flatten = z.reshape(-1, self.embed.shape[0])
        dist = flatten.pow(2).sum(1, keepdim=True) - 2 * flatten @ self.embed + self.embed.pow(2).sum(0, keepdim=True)
        _, ind = (-dist).max(1)
        onehot = F.one_hot(ind, self.embed.shape[1]).type(flatten.dtype)
        quantize = F.embedding(ind.view(*z.shape[:-1]), self.embed.transpose(0, 1))
        if self.training:
            self.cluster_size.data.mul_(self.decay).add_(onehot.sum(0), alpha=1 - self.decay)
            self.embed_avg.data.mul_(self.decay).add_((flatten.transpose(0, 1) @ onehot).detach(), alpha=1 - self.decay)
            n = self.cluster_size.sum()
            cluster_size = (self.cluster_size + self.eps) / (n + self.embed.shape[1] * self.eps) * n
            self.embed.data.copy_(self.embed_avg / cluster_size.unsqueeze(0))
        diff = (quantize.detach() - z).pow(2).mean()
        quantize = z + (quantize - z).detach()
        return diff, quantize.permute(0, 3, 1, 2), onehot.mean(0).max(), onehot


class Residual(nn.Module):
    def __init__(self, in_channels, hidden):
        super(Residual, self).__init__()
        self._block = nn.Sequential(
            nn.ReLU(True),
            nn.Conv2d(in_channels, hidden, kernel_size=3, stride=1, padding=1, bias=False),
            nn.ReLU(True),
            nn.Conv2d(hidden, in_channels, kernel_size=1, stride=1, bias=False)
        )

    def forward(self, x):
        return x + self._block(x)


def build(quantizer):
    encoder = nn.Sequential(nn.Conv2d(1, 6, 4, 2, 1), Residual(6, 4), nn.ReLU(), nn.Conv2d(6, 3, 1))
    decoder = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), Residual(6, 4), nn.ReLU(), nn.ConvTranspose2d(6, 1, 4, 2, 1))
    return nn.ModuleDict({"encoder": encoder, "quantizer": quantizer, "decoder": decoder})


torch.manual_seed(19)
data = torch.rand(5, 1, 8, 8)
data_variance = torch.var(data)
logs = {}
for quantizer in (VectorQuantizer(6, 3, 0.25), VectorQuantizerEMA(6, 3)):
    model = build(quantizer)
    optimizer = optim.Adam(model.parameters(), lr=1e-2, amsgrad=False)
    logs[type(quantizer).__name__] = []
    for i in range(4):
        optimizer.zero_grad()
        vq_loss, quantized, usage, codes = model["quantizer"](model["encoder"](data))
        recon = model["decoder"](quantized)
        recon_error = F.mse_loss(recon, data) / data_variance
        loss = recon_error + vq_loss
        loss.backward()
        optimizer.step()
        logs[type(quantizer).__name__].append((recon_error.item(), vq_loss.item(), usage.item()))
    print(type(quantizer).__name__, "recon %.4f vq %.4f usage %.3f" % logs[type(quantizer).__name__][-1])
