"""A language model of words: four kinds of recurrent layers, truncated backpropagation, one table for both ends."""
import argparse
import math

import torch
from torch import nn

options = argparse.ArgumentParser(description="words that follow words")
for name, kind, value in [("width", int, 10), ("depth", int, 2), ("rate", float, 1.0), ("clip", float, 0.25), ("span", int, 6)]:
    options.add_argument(f"--{name}", type=kind, default=value)
options.add_argument("--untied", action="store_true")
args = options.parse_args(["--span", "5"])

KINDS = {
    "lstm": lambda w, d: nn.LSTM(w, w, d, dropout=0.2),
    "gru": lambda w, d: nn.GRU(w, w, d, dropout=0.2),
    "tanh": lambda w, d: nn.RNN(w, w, d, dropout=0.2),
    "relu": lambda w, d: nn.RNN(w, w, d, nonlinearity="relu"),
}


class WordModel(nn.Module):
    def __init__(self, kind, words):
        super().__init__()
        self.table = nn.Embedding(words, args.width)
        self.memory = KINDS[kind](args.width, args.depth)
        self.guess = nn.Linear(args.width, words)
        nn.init.uniform_(self.table.weight, -0.2, 0.2)
        nn.init.zeros_(self.guess.bias)
        if not args.untied:
            self.guess.weight = self.table.weight

    def forward(self, words, state=None):
        output, state = self.memory(self.table(words), state)
        return self.guess(output), state


def cut(state):
    """The state's numbers, without how they came about."""
    return tuple(map(cut, state)) if isinstance(state, tuple) else state.detach()


torch.manual_seed(1111)
text = "a fox ran past a hen and the hen ran past the fox until the fox lay down and slept".split() * 4
number = {word: i for i, word in enumerate(sorted(set(text)))}
stream = torch.LongTensor([number[word] for word in text])
columns = stream[: len(stream) // 4 * 4].view(4, -1).t().contiguous()  # (T, 4)
criterion = nn.CrossEntropyLoss()
for kind in KINDS:
    model, state, losses = WordModel(kind, len(number)).train(), None, []
    for start in range(0, len(columns) - 1, args.span):
        words = columns[start : start + args.span + 1]
        logits, state = model(words[:-1], None if state is None else cut(state))
        loss = criterion(logits.flatten(0, 1), words[1:].reshape(-1))
        model.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), args.clip)
        with torch.no_grad():
            for weight in model.parameters():
                weight.sub_(weight.grad, alpha=args.rate)
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        logits, _ = model(columns[:-1])
        perplexity = math.exp(criterion(logits.flatten(0, 1), columns[1:].reshape(-1)).item())
    print(f"{kind:>5} | first loss {losses[0]:.4f} | last {losses[-1]:.4f} | norm {norm:.4f} | perplexity {perplexity:.3f}")
