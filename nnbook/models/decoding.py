"""From next-token scores to sequences: the best token each time, or a beam of the best (Sutskever et al., 2014)."""

from .. import arange, cat, no_grad, zeros


@no_grad()
def greedy(model, source, length: int, start: int = 1):
    """(N, S) source tokens -> (N, length) tokens, each the most likely one after those before it.

    `model.begin(source)` gives a state, `model.advance(tokens, state)` logits (N, V) and the next state; a state is a
    tuple of tensors with N rows.
    """
    state, token, tokens = model.begin(source), source.new_full((len(source),), start), []
    for _ in range(length):
        logits, state = model.advance(token, state)
        token = logits.argmax(1)
        tokens.append(token.unsqueeze(1))
    return cat(tokens, 1)


@no_grad()
def beam_search(model, source, length: int, *, beams: int = 4, start: int = 1, end: int = -1, alpha: float = 0.0):
    """(N, S) source tokens -> (N, length) tokens and their (N,) log probabilities: the best of `beams` kept beginnings.

    A sequence that reached the token `end` is filled up with it. `alpha` above 0 helps long ones: their log
    probabilities are divided by ((5 + tokens) / 6)^alpha before the best is chosen (Wu et al., 2016, eq. 14).
    """
    n = len(source)
    state = tuple(part.repeat_interleave(beams, 0) for part in model.begin(source))
    tokens = source.new_full((n * beams, 1), start)
    scores = zeros(n, beams, device=source.device).to(state[0].dtype)
    scores[:, 1:] = float("-inf")  # at first all beams are the same: count one of them
    done, used = (tokens[:, 0] == end).reshape(n, beams), scores.new_zeros(n, beams)
    for _ in range(length):
        logits, state = model.advance(tokens[:, -1], state)
        steps = logits.log_softmax(1).reshape(n, beams, -1)  # (N, beams, V)
        if end >= 0:  # a finished beam goes on with `end`, for nothing
            rest = steps.new_full(steps.shape, float("-inf"))
            rest[:, :, end] = 0.0
            steps = steps.where(~done.unsqueeze(2), rest)
        scores, best = (scores.unsqueeze(2) + steps).flatten(1).topk(beams, dim=1)  # (N, beams)
        parent, token = best // steps.shape[2], best % steps.shape[2]
        rows = (arange(n, device=source.device).unsqueeze(1) * beams + parent).flatten()
        state = tuple(part[rows] for part in state)
        done, used = done.flatten()[rows].reshape(n, beams), used.flatten()[rows].reshape(n, beams)
        used, done = used + (~done).to(used.dtype), done | (token == end)
        tokens = cat([tokens[rows], token.reshape(-1, 1)], 1)
    winner = (scores / ((5 + used) / 6) ** alpha).argmax(1)  # (N,)
    chosen = arange(n, device=source.device) * beams + winner
    return tokens[chosen, 1:], scores.flatten()[chosen]
