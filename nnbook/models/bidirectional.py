"""Bidirectional networks (Schuster & Paliwal, 1997): one reads forwards, one backwards, and both are asked."""

from .. import arange, cat, nn, where


class BidirectionalRNN(nn.Module):
    """(N, T, D) sequences, or (N, T) tokens, and (N,) lengths or None -> (N, T, outputs) logits.

    With `embedding` the inputs are tokens below `inputs`. Sequences that are padded at the end give the same answers,
    up to their lengths, as without padding.
    """

    recurrence = nn.RNN

    def __init__(self, inputs: int, hidden: int, outputs: int, embedding: int = 0):
        super().__init__()
        self.embedding = nn.Embedding(inputs, embedding) if embedding else nn.Identity()
        self.onward, self.back = (self.recurrence(embedding or inputs, hidden, batch_first=True) for _ in range(2))
        self.readout = nn.Linear(2 * hidden, outputs)

    def forward(self, x, lengths=None):
        return self.readout(both_ways(self.onward, self.back, self.embedding(x), lengths))


class BidirectionalLSTM(BidirectionalRNN):
    """(N, T, D) sequences, or (N, T) tokens, and (N,) lengths or None -> (N, T, outputs) logits.

    As BidirectionalRNN, with LSTM cells (Graves & Schmidhuber, 2005).
    """

    recurrence = nn.LSTM


class BidirectionalGRU(BidirectionalRNN):
    """(N, T, D) sequences, or (N, T) tokens, and (N,) lengths or None -> (N, T, outputs) logits; with GRU cells."""

    recurrence = nn.GRU


def both_ways(onward, back, x, lengths=None):
    """(N, T, D) -> (N, T, 2 hidden): what each of two recurrent layers knows at every step, the second from the end."""
    last = turned(x, lengths)
    return cat([onward(x)[0], turned(back(last)[0], lengths)], 2)


def turned(x, lengths=None):
    """(N, T, D) -> (N, T, D): each sequence backwards within its length (N,), its padding where it was."""
    if lengths is None:
        return x.flip(1)
    time = arange(x.shape[1], device=x.device)
    source = where(time < lengths.unsqueeze(1), lengths.unsqueeze(1) - 1 - time, time)  # (N, T)
    return x.gather(1, source.unsqueeze(2).expand(-1, -1, x.shape[2]))
