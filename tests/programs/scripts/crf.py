"""Tags whose transitions are scored: a bidirectional LSTM below, the forward algorithm and Viterbi's above."""
import torch
from torch import autograd, nn, optim

torch.manual_seed(1)


class ChainTagger(nn.Module):
    """Emissions from the words, a table for pairs of neighboring tags, one row more for the first tag."""

    def __init__(self, words, tags, width=6):
        super().__init__()
        self.table = nn.Embedding(words, width)
        self.reader = nn.LSTM(width, width // 2, bidirectional=True, batch_first=True)
        self.emit = nn.Linear(width, tags)
        self.step = nn.Parameter(0.1 * torch.randn(tags, tags))  # from, to
        self.first = nn.Parameter(torch.zeros(tags))

    def emissions(self, sentence):
        return self.emit(self.reader(self.table(sentence)[None])[0])[0]

    def log_partition(self, emissions):
        alpha = self.first + emissions[0]
        for row in emissions[1:]:
            alpha = torch.logsumexp(alpha[:, None] + self.step, dim=0) + row
        return alpha.logsumexp(0)

    def score(self, emissions, tags):
        places = torch.arange(len(tags))
        return self.first[tags[0]] + emissions[places, tags].sum() + self.step[tags[:-1], tags[1:]].sum()

    def loss(self, sentence, tags):
        emissions = self.emissions(sentence)
        return self.log_partition(emissions) - self.score(emissions, tags)

    def best(self, sentence):
        emissions = self.emissions(sentence)
        value, back = self.first + emissions[0], []
        for row in emissions[1:]:
            value, origin = (value[:, None] + self.step).max(dim=0)
            value = value + row
            back.append(origin)
        path = [int(value.argmax())]
        for origin in reversed(back):
            path.append(int(origin[path[-1]]))
        return value.max().item(), path[::-1]


corpus = [("ada opened the old bank in zurich", "BOOOOOB"), ("noether college is in erlangen", "BIOOB")]
vocabulary = sorted({word for text, _ in corpus for word in text.split()})
examples = [
    (torch.tensor([vocabulary.index(word) for word in text.split()]), torch.tensor(["BIO".index(tag) for tag in tags]))
    for text, tags in corpus
]
model = ChainTagger(len(vocabulary), 3)
optimizer = optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)
losses = []
for epoch in range(4):
    for sentence, tags in examples:
        optimizer.zero_grad()
        loss = model.loss(sentence, tags)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
print(["%.4f" % value for value in losses])
with torch.no_grad():
    value, path = model.best(examples[0][0])
print("%.4f" % value, path)
scores = torch.zeros(3, 3, requires_grad=True)
(marginals,) = autograd.grad(model.log_partition(scores), scores)
print(["%.4f" % share for share in marginals.sum(1)])
