"""Which sign of a word decides: an encoder with a padding mask, on ragged sequences."""
import torch
import torch.nn as nn

PAD = 0


class Classifier(nn.Module):
    def __init__(self, n_token, d_model, n_head, d_hid, n_layers, n_class, dropout=0.2, activation="relu"):
        super().__init__()
        self.embedding = nn.Embedding(n_token, d_model, padding_idx=PAD)
        self.position = nn.Embedding(16, d_model)
        layer = nn.TransformerEncoderLayer(d_model, n_head, d_hid, dropout, activation=activation, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers, norm=nn.LayerNorm(d_model), enable_nested_tensor=False)
        self.out = nn.Linear(d_model, n_class)
        self.init_weights()

    def init_weights(self, initrange=0.1):
        self.embedding.weight.data.uniform_(-initrange, initrange)
        self.embedding.weight.data[PAD].zero_()
        self.out.bias.data.zero_()
        self.out.weight.data.uniform_(-initrange, initrange)

    def forward(self, tokens):
        pad = tokens.eq(PAD)
        positions = torch.arange(tokens.size(1), device=tokens.device).unsqueeze(0).expand_as(tokens)
        h = self.embedding(tokens) + self.position(positions)
        h = self.encoder(h, src_key_padding_mask=pad)
        # mean over the real tokens
        h = h.masked_fill(pad.unsqueeze(-1), 0.0).sum(1) / (~pad).sum(1, keepdim=True)
        return self.out(h)


def pad_batch(sequences):
    length = max(len(s) for s in sequences)
    batch = torch.full((len(sequences), length), PAD, dtype=torch.long)
    for row, s in zip(batch, sequences):
        row[:len(s)] = s
    return batch


torch.manual_seed(8)
lengths = torch.randint(2, 9, (10,))
sequences = [torch.randint(1, 12, (int(n),)) for n in lengths]
labels = torch.stack([(s > 6).sum() * 2 > len(s) for s in sequences]).long()
batch = pad_batch(sequences)
print(batch[:3])

history = {}
for activation in ("relu", "gelu"):
    model = Classifier(12, 8, 2, 12, 2, 2, activation=activation)
    optimizer = torch.optim.Adamax(model.parameters(), lr=5e-3)
    warmup = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=lambda step: min(1.0, (step + 1) / 3))
    history[activation] = []
    for epoch in range(4):
        model.train()
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch), labels)
        loss.backward()
        optimizer.step()
        warmup.step()
        history[activation].append((loss.item(), warmup.get_last_lr()))
    model.eval()
    with torch.no_grad():
        logits = model(batch)
        alone = model(sequences[0].unsqueeze(0))
    acc = (logits.argmax(1) == labels).float().mean().item()
    print(f"{activation}: accuracy {acc:.2f}, padding changes {(logits[0] - alone[0]).abs().max() < 1e-5}")
