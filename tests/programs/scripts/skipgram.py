"""word2vec: skip-grams with negative sampling; vectors compared by their cosine."""
from collections import Counter, deque

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import IterableDataset, DataLoader

corpus = """a hen sees a fox and the fox sees the hen but the hen runs before the fox runs
where the fox sleeps the hen sings and where the hen sleeps the fox sings of foxes and hens
no fox sings as a hen sings and no hen runs as a fox runs said the fox to the hen""".split()


class Pairs(IterableDataset):
    def __init__(self, tokens, window):
        self.tokens, self.window = tokens, window

    def __iter__(self):
        context = deque(maxlen=self.window)
        for token in self.tokens:
            for other in context:
                yield token, other
                yield other, token
            context.append(token)


class SkipGramNeg(nn.Module):
    def __init__(self, n_vocab, n_embed, noise_dist):
        super().__init__()
        self.noise_dist = noise_dist
        self.in_embed = nn.Embedding(n_vocab, n_embed)
        self.out_embed = nn.Embedding(n_vocab, n_embed)
        self.in_embed.weight.data.uniform_(-0.5 / n_embed, 0.5 / n_embed)
        self.out_embed.weight.data.zero_()

    def forward(self, center, context, n_samples):
        batch = center.shape[0]
        noise = torch.multinomial(self.noise_dist, batch * n_samples, replacement=True).view(batch, n_samples)
        v = self.in_embed(center)
        positive = torch.bmm(self.out_embed(context).unsqueeze(1), v.unsqueeze(2)).squeeze()
        negative = torch.bmm(self.out_embed(noise).neg(), v.unsqueeze(2)).squeeze()
        return -(F.logsigmoid(positive) + F.logsigmoid(negative).sum(1)).mean()


if __name__ == "__main__":
    torch.manual_seed(77)
    counts = Counter(corpus)
    vocab = sorted(counts, key=lambda w: (-counts[w], w))
    to_ix = {w: i for i, w in enumerate(vocab)}
    freqs = torch.tensor([counts[w] for w in vocab]) / len(corpus)
    unigram = freqs ** 0.75
    model = SkipGramNeg(len(vocab), 6, unigram / unigram.sum())
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    loader = DataLoader(Pairs([to_ix[w] for w in corpus], window=2), batch_size=32)
    steps = 0
    losses = []
    for epoch in range(2):
        for centers, contexts in loader:
            steps += 1
            loss = model(centers, contexts, n_samples=3)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print("Epoch: {}/{}".format(epoch + 1, 2), "Loss: %.4f" % losses[-1])
    embeddings = F.normalize(model.in_embed.weight.detach(), p=2, dim=1)
    similarity = embeddings.mm(embeddings.t()).fill_diagonal_(-1)
    nearest = similarity.argmax(dim=1)
    print("fox ~", vocab[nearest[to_ix["fox"]]])
    analogy = torch.cosine_similarity(embeddings[0] - embeddings[1], embeddings[2:], dim=-1)
