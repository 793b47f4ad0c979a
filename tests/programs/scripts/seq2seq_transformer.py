"""Sequences to be written backwards: nn.Transformer with its masks, trained twice, decoded by the best token."""
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD, START, END, SYMBOLS = 0, 1, 2, 9


class Mirror(nn.Module):
    def __init__(self, width=8, **options):
        super().__init__()
        self.symbols = nn.Embedding(SYMBOLS, width, padding_idx=PAD)
        angle = torch.outer(torch.arange(12.0), 10.0 ** -torch.arange(0.0, width, 2))
        self.register_buffer("places", torch.cat((angle.sin(), angle.cos()), dim=1))
        self.core = nn.Transformer(width, 2, 2, 1, 16, dropout=0.0, batch_first=True, **options)
        self.out = nn.Linear(width, SYMBOLS)

    def embed(self, tokens):
        return self.symbols(tokens) * self.symbols.embedding_dim**0.5 + self.places[: tokens.size(1)]

    def forward(self, source, target):
        blank = source.eq(PAD)
        future = torch.ones(target.size(1), target.size(1)).triu(1).bool()
        answer = self.core(
            self.embed(source), self.embed(target), tgt_mask=future,
            src_key_padding_mask=blank, tgt_key_padding_mask=target.eq(PAD), memory_key_padding_mask=blank,
        )
        return self.out(answer)

    @torch.no_grad()
    def write(self, source, longest):
        memory = self.core.encoder(self.embed(source), src_key_padding_mask=source.eq(PAD))
        tokens = torch.full((len(source), 1), START)
        while tokens.size(1) < longest and not (tokens == END).any(dim=1).all():
            future = nn.Transformer.generate_square_subsequent_mask(tokens.size(1)).isinf()
            state = self.core.decoder(self.embed(tokens), memory, tgt_mask=future)
            tokens = torch.cat([tokens, self.out(state[:, -1]).argmax(-1, keepdim=True)], dim=1)
        return tokens


def framed(batch):
    rows = [(torch.tensor([*word, END]), torch.tensor([START, *word[::-1], END])) for word in batch]
    return [pad_sequence(part, batch_first=True, padding_value=PAD) for part in zip(*rows)]


torch.manual_seed(0)
words = [row[:length] for row, length in zip(torch.randint(3, SYMBOLS, (6, 5)).tolist(), [3, 5, 4, 2, 5, 3])]
loader = DataLoader(words, batch_size=3, collate_fn=framed)
criterion = nn.CrossEntropyLoss(ignore_index=PAD)
for options in ({}, {"norm_first": True}):
    model = Mirror(**options)
    for weight in filter(lambda p: p.dim() > 1, model.parameters()):
        nn.init.xavier_uniform_(weight)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, betas=(0.9, 0.98), eps=1e-9)
    losses = []
    for epoch in range(3):
        model.train()
        for source, target in loader:
            logits = model(source, target[:, :-1])
            loss = criterion(logits.flatten(0, 1), target[:, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(round(loss.item(), 4))
    print(options, losses, model.eval().write(source[:1], 6).tolist())
