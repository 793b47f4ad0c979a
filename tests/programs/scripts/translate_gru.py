"""Words written backwards by two recurrent networks and attention between them; sometimes fed with what is right."""
from __future__ import print_function

import random

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim

START, END, LENGTH = 0, 1, 6


class Reader(nn.Module):
    def __init__(self, symbols, width):
        super(Reader, self).__init__()
        self.table, self.drop = nn.Embedding(symbols, width), nn.Dropout(0.1)
        self.cells, self.join = nn.GRU(width, width, batch_first=True, bidirectional=True), nn.Linear(2 * width, width)

    def forward(self, words):
        seen, last = self.cells(self.drop(self.table(words)))
        return self.join(seen), torch.tanh(self.join(torch.cat((last[0], last[1]), -1)))


class Writer(nn.Module):
    def __init__(self, symbols, width):
        super(Writer, self).__init__()
        self.table, self.cell = nn.Embedding(symbols, width), nn.GRUCell(2 * width, width)
        self.ask, self.offer, self.judge = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, 1)
        self.out = nn.Linear(width, symbols)

    def forward(self, seen, state, right=None):
        symbol = torch.empty(seen.size(0), dtype=torch.long).fill_(START)
        scores, looks = [], []
        for place in range(LENGTH):
            match = self.judge(torch.tanh(self.ask(state).unsqueeze(1) + self.offer(seen)))
            look = F.softmax(match, dim=1)  # (N, S, 1)
            picked = torch.bmm(look.transpose(1, 2), seen).squeeze(1)
            state = self.cell(torch.cat((self.table(symbol), picked), dim=1), state)
            scores.append(F.log_softmax(self.out(state), dim=-1))
            looks.append(look)
            symbol = scores[-1].topk(1)[1].view(-1).detach() if right is None else right[:, place]
        return torch.stack(scores, 1), torch.cat(looks, 2)


random.seed(4)
torch.manual_seed(4)
words = torch.randint(2, 9, (18, LENGTH))
words[:, -1] = END
mirrored = torch.cat([words[:, :-1].flip(1), words[:, -1:]], dim=1)
reader, writer, criterion = Reader(9, 8), Writer(9, 8), nn.NLLLoss()
optimizers = [optim.Adam(net.parameters(), lr=0.01) for net in (reader, writer)]
for word, goal in zip(words.split(3), mirrored.split(3)):
    for optimizer in optimizers:
        optimizer.zero_grad()
    help_it = random.random() < 0.5
    scores, _ = writer(*reader(word), goal if help_it else None)
    loss = criterion(scores.view(-1, scores.size(-1)), goal.reshape(-1))
    loss.backward()
    for optimizer in optimizers:
        optimizer.step()
    print("helped" if help_it else "alone ", "loss %.4f" % loss.item())
reader.eval(), writer.eval()
with torch.no_grad():
    scores, looks = writer(*reader(words[:2]))
print(scores.argmax(2).tolist(), ["%.4f" % share for share in looks.sum(1).view(-1)[:4]])
