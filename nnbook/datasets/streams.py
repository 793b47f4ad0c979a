"""Streams of symbols that are made by small grammars, as Elman and those after him fed to recurrent networks."""

from __future__ import annotations

import numpy as np

from .drawing import streams
from .records import Text

WORDS = "about air bird cold ear east gold hand land nest rain sea star stone wind"
CATEGORIES = {
    "human": "man woman boy girl",
    "animal": "cat dog mouse",
    "thing": "book rock car",
    "beast": "dragon monster lion",
    "fragile": "glass plate",
    "food": "cookie bread sandwich",
    "rest": "think sleep exist",
    "act": "see chase like",
    "move": "move break",
    "sense": "smell see",
    "destroy": "break smash",
    "eat": "eat",
}
SENTENCES = """human eat food / human sense thing / human destroy fragile / human rest / human act human
    human move thing / human move / animal eat food / animal act animal / animal move thing / animal move
    thing move / beast destroy fragile / beast eat human / beast eat animal / beast eat food"""


def _check(name: str, n_train: int, n_test: int) -> None:
    if n_train < 2 or n_test < 2:
        raise ValueError(f"{name}(n_train={n_train}, n_test={n_test}): both parts need at least 2.")


def temporal_xor(n_train: int = 1000, n_test: int = 200, seed: int = 0) -> Text:
    """Bits of which each third is the exclusive or of the two before: train and test, (T,), n_train and n_test triples.

    Only the third bit of a triple can be foretold, and only by who knows where a triple begins: the error of a network
    that predicts the next bit falls at every third one. `starts_train` and `starts_test` mark the first bits. Made as
    in Elman, "Finding structure in time" (1990), whose stream had 3,000 bits.
    """
    _check("temporal_xor", n_train, n_test)
    parts, starts = [], []
    for rng, n in zip(streams(seed), (n_train, n_test)):
        bits = rng.integers(2, size=(n, 2))
        parts.append(np.column_stack([bits, bits[:, 0] ^ bits[:, 1]]).reshape(-1))
        starts.append(np.arange(3 * n) % 3 == 0)
    return Text(parts[0], parts[1], ("0", "1"), starts[0], starts[1])


def letters_in_words(n_train: int = 1000, n_test: int = 200, seed: int = 0) -> Text:
    """Words without spaces, letter by letter: train and test, (T,) letters of n_train and n_test random words.

    The words are drawn from a lexicon of 15. Who predicts the next letter errs most at the start of a word and less
    with each letter after it: the peaks show where words begin, and `starts_train` and `starts_test` say where they
    do. Made after Elman, "Finding structure in time" (1990), with 15 words of our own, and words drawn one by one and
    not in sentences.
    """
    _check("letters_in_words", n_train, n_test)
    lexicon = WORDS.split()
    alphabet = tuple(sorted(set("".join(lexicon))))
    number = {letter: i for i, letter in enumerate(alphabet)}
    parts, starts = [], []
    for rng, n in zip(streams(seed), (n_train, n_test)):
        words = [lexicon[i] for i in rng.integers(len(lexicon), size=n)]
        parts.append(np.array([number[letter] for word in words for letter in word], np.int64))
        starts.append(np.array([i == 0 for word in words for i in range(len(word))]))
    return Text(parts[0], parts[1], alphabet, starts[0], starts[1])


def simple_sentences(n_train: int = 10_000, n_test: int = 1_000, seed: int = 0) -> Text:
    """Sentences of two or three words, one after the other without a stop: train and test, (T,) numbers of 29 words.

    Man eat cookie, dragon break plate: 16 kinds of sentence over 12 classes of nouns and verbs, with nothing said about
    any of them. A network that predicts the next word finds nouns and verbs, animals and things. `starts_train` and
    `starts_test` mark the first words. Made as in Elman, "Finding structure in time" (1990): his kinds of sentence and
    his 29 words. He lists two words of each class; the others are sorted into the classes here, by what they mean.
    """
    _check("simple_sentences", n_train, n_test)
    kinds = [kind.split() for line in SENTENCES.splitlines() for kind in line.split("/")]
    words = {name: members.split() for name, members in CATEGORIES.items()}
    symbols = tuple(sorted({word for members in words.values() for word in members}))
    number = {word: i for i, word in enumerate(symbols)}
    parts, starts = [], []
    for rng, n in zip(streams(seed), (n_train, n_test)):
        which, choice = rng.integers(len(kinds), size=n).tolist(), rng.random((n, 3)).tolist()
        drawn = [
            [words[name][int(c * len(words[name]))] for name, c in zip(kinds[k], choices)]
            for k, choices in zip(which, choice)
        ]
        parts.append(np.array([number[word] for sentence in drawn for word in sentence], np.int64))
        starts.append(np.array([i == 0 for sentence in drawn for i in range(len(sentence))]))
    return Text(parts[0], parts[1], symbols, starts[0], starts[1])
