"""Vision transformer (Dosovitskiy et al., 2021): an image is a sentence, and its patches are the words.

Weights have torchvision's names: the state dictionary of its vit_b_16 loads into `ViT_B16()` as it is.
"""

from collections import OrderedDict
from functools import partial

from .. import cat, nn, zeros


class VisionTransformer(nn.Module):
    """(N, C, H, W) images -> (N, classes) logits, read from a class token before the patches (fig. 1, eq. 1 to 4).

    H = W = `image`, a multiple of `patch`. Attention has `heads` heads, hidden layers 4 `width` GELU units.
    Unlike the paper's training, the classifier is one linear layer from the start, and it starts at zero.
    """

    def __init__(self, image=224, patch=16, classes=1000, channels=3, *, width=768, depth=12, heads=12, dropout=0.0):
        super().__init__()
        if image % patch:
            raise ValueError(f"VisionTransformer(image={image}, patch={patch}): patches of {patch} must tile the image")
        self.class_token = nn.Parameter(zeros(1, 1, width))
        self.conv_proj = nn.Conv2d(channels, width, patch, patch)
        self.encoder = Encoder((image // patch) ** 2 + 1, width, depth, heads, dropout)
        self.heads = nn.Sequential(OrderedDict(head=nn.Linear(width, classes)))
        nn.init.trunc_normal_(self.conv_proj.weight, std=(channels * patch**2) ** -0.5)
        nn.init.zeros_(self.conv_proj.bias)
        nn.init.zeros_(self.heads.head.weight)
        nn.init.zeros_(self.heads.head.bias)

    def forward(self, x):
        patches = self.conv_proj(x).flatten(2).transpose(1, 2)  # (N, T, width): eq. 1
        tokens = cat([self.class_token.expand(len(x), -1, -1), patches], 1)
        return self.heads(self.encoder(tokens)[:, 0])


class Encoder(nn.Module):
    """(N, T, E) -> (N, T, E): learned positions are added, then come the layers."""

    def __init__(self, length, width, depth, heads, dropout):
        super().__init__()
        self.pos_embedding = nn.Parameter(nn.init.normal_(zeros(1, length, width), std=0.02))
        self.dropout = nn.Dropout(dropout)
        layers = (EncoderLayer(width, heads, dropout) for _ in range(depth))
        self.layers = nn.Sequential(OrderedDict((f"encoder_layer_{i}", layer) for i, layer in enumerate(layers)))
        self.ln = nn.LayerNorm(width, eps=1e-6)

    def forward(self, x):
        return self.ln(self.layers(self.dropout(x + self.pos_embedding)))


class EncoderLayer(nn.Module):
    """(N, T, E) -> (N, T, E): attention, then two layers for each token, both beside a shortcut (eq. 2 and 3)."""

    def __init__(self, width, heads, dropout):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.self_attention = nn.MultiheadAttention(width, heads, dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        hidden = [nn.Linear(width, 4 * width), nn.GELU(), nn.Dropout(dropout)]
        self.mlp = nn.Sequential(*hidden, nn.Linear(4 * width, width), nn.Dropout(dropout))
        for layer in (self.mlp[0], self.mlp[3]):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.normal_(layer.bias, std=1e-6)

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.dropout(self.self_attention(y, y, y, need_weights=False)[0])
        return x + self.mlp(self.ln_2(x))


ViT_B16, ViT_B32 = (partial(VisionTransformer, patch=patch) for patch in (16, 32))
ViT_L16 = partial(VisionTransformer, width=1024, depth=24, heads=16)
