"""Latents that attend to a long input; then a decoder layer that reads the latents."""
import torch
import torch.nn as nn


class CrossBlock(nn.Module):
    def __init__(self, dim, context_dim, heads):
        super().__init__()
        self.norm_q = nn.LayerNorm(dim)
        self.norm_kv = nn.LayerNorm(context_dim)
        self.attend = nn.MultiheadAttention(dim, heads, kdim=context_dim, vdim=context_dim, batch_first=True)
        self.mlp = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 4 * dim), nn.GLU(), nn.Linear(2 * dim, dim))

    def forward(self, x, context, key_padding_mask=None):
        kv = self.norm_kv(context)
        out, weights = self.attend(self.norm_q(x), kv, kv, key_padding_mask=key_padding_mask, need_weights=True)
        x = x + out
        return x + self.mlp(x), weights


class Perceiver(nn.Module):
    def __init__(self, input_dim=5, dim=8, latents=3, classes=2, bands=2):
        super().__init__()
        self.bands = bands
        self.latents = nn.Parameter(torch.empty(latents, dim))
        nn.init.trunc_normal_(self.latents, std=0.02)
        self.cross = CrossBlock(dim, input_dim + 2 * bands, heads=2)
        layer = nn.TransformerEncoderLayer(dim, 2, dim_feedforward=12, dropout=0.0, batch_first=True, norm_first=True, activation=torch.nn.functional.gelu)
        self.self_attention = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoderLayer(dim, 2, dim_feedforward=12, dropout=0.0, batch_first=True)
        self.query = nn.Parameter(torch.randn(1, 1, dim))
        self.head = nn.Linear(dim, classes)

    def positions(self, n, like):
        p = torch.linspace(-1, 1, n, dtype=like.dtype).unsqueeze(1)
        scales = torch.pow(2.0, torch.arange(self.bands)).to(like)
        angle = p * scales * torch.pi
        return torch.cat([angle.sin(), angle.cos()], dim=1)

    def forward(self, x, padding=None):
        b, n, _ = x.shape
        x = torch.cat([x, self.positions(n, x).unsqueeze(0).expand(b, -1, -1)], dim=-1)
        z = self.latents.unsqueeze(0).repeat(b, 1, 1)
        for _ in range(2):  # the same weights twice
            z, weights = self.cross(z, x, padding)
        z = self.self_attention(z)
        answer = self.decoder(self.query.expand(b, 1, -1), z)
        return self.head(answer.squeeze(1)), weights


torch.manual_seed(99)
model = Perceiver()
lengths = torch.tensor([9, 4, 7, 6])
data = torch.randn(4, 9, 5)
padding = torch.arange(9).unsqueeze(0) >= lengths.unsqueeze(1)
target = torch.tensor([0, 1, 1, 0])
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
losses = []
for i in range(4):
    logits, weights = model(data, padding)
    loss = nn.functional.cross_entropy(logits, target)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    print(i, round(loss.item(), 5), weights.shape, weights[1, :, 4:].sum().item())
model.eval()
with torch.no_grad():
    fast = model(data, padding)[0]
per_head = model.cross.attend(torch.zeros(1, 2, 8), torch.ones(1, 3, 9), torch.ones(1, 3, 9), average_attn_weights=False)[1]
print(per_head.shape, [name for name, _ in model.cross.attend.named_parameters()])
