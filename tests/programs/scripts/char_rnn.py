# names, one letter at a time: cells unrolled by hand
import string

import torch
import torch.nn as nn

all_letters = string.ascii_lowercase[:12] + "."
n_letters = len(all_letters)


def line_to_tensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][all_letters.find(letter)] = 1
    return tensor


class CharRNN(nn.Module):
    def __init__(self, cell, hidden_size):
        super(CharRNN, self).__init__()
        self.hidden_size = hidden_size
        self.cell = getattr(nn, cell)(n_letters, hidden_size)
        self.i2o = nn.Linear(n_letters + hidden_size, n_letters)
        self.softmax = nn.LogSoftmax(dim=1)

    def init_hidden(self):
        h = torch.zeros(1, self.hidden_size)
        return (h, h.clone()) if isinstance(self.cell, nn.LSTMCell) else h

    def forward(self, letter, hidden):
        hidden = self.cell(letter, hidden)
        h = hidden[0] if type(hidden) is tuple else hidden
        return self.softmax(self.i2o(torch.cat((letter, h), 1))), hidden


def train(rnn, line, criterion, learning_rate=0.05):
    inputs, target = line_to_tensor(line), torch.tensor([all_letters.find(c) for c in line[1:] + "."])
    hidden = rnn.init_hidden()
    rnn.zero_grad()
    loss = 0
    for i in range(inputs.size(0)):
        output, hidden = rnn(inputs[i], hidden)
        loss += criterion(output, target[i].unsqueeze(0))
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-learning_rate)
    return output, loss.item() / inputs.size(0)


@torch.no_grad()
def sample(rnn, start="a", max_length=8):
    letter = line_to_tensor(start)[0]
    hidden = rnn.init_hidden()
    name = start
    for _ in range(max_length):
        output, hidden = rnn(letter, hidden)
        topv, topi = output.topk(1)
        topi = topi[0][0]
        if topi == n_letters - 1:
            break
        name += all_letters[topi]
        letter = line_to_tensor(all_letters[topi])[0]
    return name


torch.manual_seed(9)
lines = ["abba", "ada", "lea", "lila", "dalia", "fae"]
report = {}
for cell in ["RNNCell", "GRUCell", "LSTMCell"]:
    rnn = CharRNN(cell, 7)
    losses = []
    for epoch in range(2):
        for line in [line for line in lines if all(c in all_letters for c in line)]:
            output, loss = train(rnn, line, nn.NLLLoss())
            losses.append(loss)
    report[cell] = {"losses": losses, "sample": sample(rnn), "model": rnn.state_dict()}
    print(cell, "%.4f -> %.4f" % (losses[0], losses[-1]), report[cell]["sample"])
gradients = {name: p.grad for name, p in rnn.named_parameters()}
