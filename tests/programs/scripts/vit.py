import torch
from torch import nn, einsum


def pair(t):
    return t if isinstance(t, tuple) else (t, t)


class PreNorm(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fn = fn

    def forward(self, x, **kwargs):
        return self.fn(self.norm(x), **kwargs)


class FeedForward(nn.Module):
    def __init__(self, dim, hidden_dim, dropout=0.):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(dim, hidden_dim),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden_dim, dim),
            nn.Dropout(dropout)
        )

    def forward(self, x):
        return self.net(x)


class Attention(nn.Module):
    def __init__(self, dim, heads=2, dim_head=4, dropout=0.):
        super().__init__()
        inner_dim = dim_head * heads
        self.heads = heads
        self.scale = dim_head ** -0.5
        self.attend = nn.Softmax(dim=-1)
        self.to_qkv = nn.Linear(dim, inner_dim * 3, bias=False)
        self.to_out = nn.Sequential(nn.Linear(inner_dim, dim), nn.Dropout(dropout))
        self.talking = nn.Parameter(torch.eye(heads) + 0.1 * torch.ones(heads, heads))

    def forward(self, x, return_attention=False):
        b, n, _ = x.shape
        qkv = self.to_qkv(x).chunk(3, dim=-1)
        q, k, v = map(lambda t: t.reshape(b, n, self.heads, -1).permute(0, 2, 1, 3), qkv)
        dots = einsum('b h i d, b h j d -> b h i j', q, k) * self.scale
        dots = einsum('b h i j, h g -> b g i j', dots, self.talking)
        attn = self.attend(dots)
        out = torch.einsum('bhij,bhjd->bhid', attn, v).permute(0, 2, 1, 3).flatten(2)
        out = self.to_out(out)
        return (out, attn) if return_attention else out


class ViT(nn.Module):
    def __init__(self, *, image_size, patch_size, num_classes, dim, depth, heads, mlp_dim, pool='cls', channels=3, dropout=0., emb_dropout=0.):
        super().__init__()
        image_height, image_width = pair(image_size)
        self.ph, self.pw = pair(patch_size)
        num_patches = (image_height // self.ph) * (image_width // self.pw)
        patch_dim = channels * self.ph * self.pw
        assert pool in {'cls', 'mean'}
        self.patch_embed = nn.Linear(patch_dim, dim)
        self.pos_embedding = nn.Parameter(torch.randn(1, num_patches + 1, dim))
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.dropout = nn.Dropout(emb_dropout)
        self.layers = nn.ModuleList([])
        for _ in range(depth):
            self.layers.append(nn.ModuleList([
                PreNorm(dim, Attention(dim, heads=heads, dropout=dropout)),
                PreNorm(dim, FeedForward(dim, mlp_dim, dropout=dropout))
            ]))
        self.pool = pool
        self.mlp_head = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, num_classes))

    def forward(self, img):
        b, c, h, w = img.shape
        x = img.unfold(2, self.ph, self.ph).unfold(3, self.pw, self.pw)
        x = x.permute(0, 2, 3, 1, 4, 5).reshape(b, -1, c * self.ph * self.pw)
        x = self.patch_embed(x)
        cls_tokens = self.cls_token.expand(b, -1, -1)
        x = torch.cat((cls_tokens, x), dim=1)
        x += self.pos_embedding
        x = self.dropout(x)
        for attn, ff in self.layers:
            x = attn(x) + x
            x = ff(x) + x
        x = x.mean(dim=1) if self.pool == 'mean' else x[:, 0]
        return self.mlp_head(x)


def mixup(x, y, num_classes, lam=0.7):
    order = torch.randperm(x.size(0))
    onehot = nn.functional.one_hot(y, num_classes).to(x)
    return lam * x + (1 - lam) * x[order], lam * onehot + (1 - lam) * onehot[order]


torch.manual_seed(2024)
results = []
for pool in ('cls', 'mean'):
    v = ViT(image_size=(8, 12), patch_size=4, num_classes=3, dim=8, depth=2, heads=2, mlp_dim=16, pool=pool, dropout=0.1, emb_dropout=0.1)
    optimizer = torch.optim.NAdam(v.parameters(), lr=3e-3)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=4)
    img, label = torch.randn(5, 3, 8, 12), torch.tensor([0, 1, 2, 1, 0])
    for _ in range(3):
        x, target = mixup(img, label, 3)
        loss = nn.CrossEntropyLoss()(v(x), target)
        loss.backward()
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        results.append((pool, loss.item(), scheduler.get_last_lr()[0], optimizer.param_groups[0]['betas'][0]))
    v.eval()
    preds = v(img)
    print(pool, preds.shape, preds.argmax(-1))
    _, attention = v.layers[0][0](torch.zeros(1, 4, 8), return_attention=True)
print(attention.sum(-1))
