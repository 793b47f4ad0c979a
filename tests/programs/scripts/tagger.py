"""Tagging words with a bidirectional LSTM over packed sequences."""
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence


def numbered(words, numbers):
    return torch.LongTensor([numbers[word] for word in words])


training_data = [
    ("a hen saw the fox".split(), ["DET", "NN", "V", "DET", "NN"]),
    ("nobody saw the hen".split(), ["NN", "V", "DET", "NN"]),
    ("foxes run".split(), ["NN", "V"]),
    ("the old hen had a red nest".split(), ["DET", "ADJ", "NN", "V", "DET", "ADJ", "NN"]),
]
word_to_ix = {"<pad>": 0}
for sent, tags in training_data:
    for word in sent:
        if word not in word_to_ix:
            word_to_ix[word] = len(word_to_ix)
tag_to_ix = {"DET": 0, "NN": 1, "V": 2, "ADJ": 3}


class LSTMTagger(nn.Module):
    def __init__(self, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super(LSTMTagger, self).__init__()
        self.hidden_dim = hidden_dim
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim, padding_idx=0)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim // 2, num_layers=2, bidirectional=True, batch_first=True)
        self.hidden2tag = nn.Linear(hidden_dim, tagset_size)
        for name, param in self.lstm.named_parameters():
            if "weight_hh" in name:
                nn.init.orthogonal_(param)
            elif "bias" in name:
                nn.init.zeros_(param)
                n = param.size(0)
                param.data[n // 4:n // 2].fill_(1.0)  # forget gate

    def forward(self, sentences, lengths):
        embeds = self.word_embeddings(sentences)
        packed = pack_padded_sequence(embeds, lengths, batch_first=True, enforce_sorted=False)
        packed_out, (h_n, c_n) = self.lstm(packed)
        lstm_out, out_lengths = pad_packed_sequence(packed_out, batch_first=True)
        assert out_lengths.tolist() == lengths.tolist()
        sentence = torch.cat([h_n[-2], h_n[-1]], dim=1)
        return self.hidden2tag(lstm_out), sentence


torch.manual_seed(1)
model = LSTMTagger(6, 8, len(word_to_ix), len(tag_to_ix))
loss_function = nn.CrossEntropyLoss(ignore_index=-1, reduction="none")
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, weight_decay=1e-3, maximize=False)
inputs = pad_sequence([numbered(s, word_to_ix) for s, _ in training_data], batch_first=True)
targets = pad_sequence([numbered(t, tag_to_ix) for _, t in training_data], batch_first=True, padding_value=-1)
lengths = torch.tensor([len(s) for s, _ in training_data])
print(inputs)
print(targets)
loss_curve = []
for epoch in range(4):
    model.zero_grad()
    tag_scores, sentence = model(inputs, lengths)
    per_token = loss_function(tag_scores.permute(0, 2, 1), targets)
    loss = per_token.sum() / (targets != -1).sum() + 0.01 * sentence.norm(p=2, dim=1).mean()
    loss.backward()
    optimizer.step()
    loss_curve.append(loss.item())
    print(f"{epoch} {loss:.4f}")
with torch.no_grad():
    tag_scores, _ = model(inputs[2:3, :2], lengths[2:3])
    best = tag_scores.argmax(dim=2).squeeze(0)
    print([list(tag_to_ix)[i] for i in best])
padding_row = model.word_embeddings.weight.grad[0]
