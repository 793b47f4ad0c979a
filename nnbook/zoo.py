"""The zoo: every architecture of the book with its paper, its size and its cost. `python -m nnbook models` prints it.

What can be counted is counted by `tools/zoo.py` and kept in `zoo.json` beside this file; a test counts again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["ZOO", "Architecture", "matching", "table"]

WHOLE = "whole input"
PAST = "all before"
BOTH = "before and after"


@dataclass(frozen=True)
class Architecture:
    """A model at the size that its paper gave it, or at the size of the book's experiment where there is none.

    `make` names a class or function of nnbook.models, `options` are its arguments. `inputs` says what one example is:
    "3x224x224" for numbers, "128 tokens" for numbers of a vocabulary, several separated by commas. `sees` says what
    one output depends on; for a convolutional network it is empty and the receptive field of one position of the layer
    `maps` is counted, in pixels.
    """

    name: str
    make: str
    paper: str
    year: int
    chapter: str
    inputs: str
    options: dict[str, Any] = field(default_factory=dict)
    sees: str = ""
    maps: str = ""

    @property
    def file(self) -> str:
        """Where its definition stands."""
        return f"nnbook/models/{self.make.partition('.')[0]}.py"

    @property
    def counted(self) -> dict[str, int]:
        """`parameters`, `multiply_adds` for one example, and `receptive_field` in pixels where there is one."""
        return _counts()[self.name]

    def row(self) -> dict[str, Any]:
        """All that is known, for machines."""
        counted = self.counted
        told = {name: value for name, value in asdict(self).items() if name != "maps"}
        told["sees"] = self.sees or f"{counted['receptive_field']:,} px"
        return {**told, "file": self.file, **counted}


@cache
def _counts() -> dict[str, dict[str, int]]:
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def _image(name: str, make: str, paper: str, year: int, maps: str, side: int = 224, **options: Any) -> Architecture:
    """A network for images of three channels; its chapter is named as its file unless told otherwise."""
    chapter = options.pop("chapter", f"vision/{make.partition('.')[0]}")
    return Architecture(name, make, paper, year, chapter, f"3x{side}x{side}", options, maps=maps)


def _small(name: str, make: str, paper: str, year: int, maps: str, chapter: str) -> Architecture:
    """Its small form for the book's benchmark: one channel, 32x32 pixels, ten classes."""
    return Architecture(name, make, paper, year, chapter, "1x32x32", maps=maps)


ZOO: tuple[Architecture, ...] = (
    # One neuron. The sizes are those of the breast cancer data and of the digits.
    Architecture("Perceptron", "perceptron.Perceptron", "Rosenblatt", 1958, "neuron/perceptron", "30", {"features": 30},
                 WHOLE),
    Architecture("Averaged perceptron", "perceptron.AveragedPerceptron", "Freund & Schapire", 1999, "neuron/perceptron",
                 "30", {"features": 30}, WHOLE),
    Architecture("Pocket perceptron", "perceptron.PocketPerceptron", "Gallant", 1990, "neuron/perceptron", "30",
                 {"features": 30}, WHOLE),
    Architecture("ADALINE", "adaline.Adaline", "Widrow & Hoff", 1960, "neuron/adaline", "30", {"features": 30}, WHOLE),
    Architecture("Logistic regression", "logistic.LogisticRegression", "Cox", 1958, "neuron/adaline", "30",
                 {"features": 30}, WHOLE),
    Architecture("Softmax regression", "softmax.SoftmaxRegression", "Bridle", 1990, "neuron/adaline", "64",
                 {"features": 64, "classes": 10}, WHOLE),
    # Feedforward.
    Architecture("Multilayer perceptron", "mlp.MLP", "Rumelhart et al.", 1986, "feedforward/mlp", "64",
                 {"sizes": [64, 32, 10]}, WHOLE),
    Architecture("RBF network", "rbf.RBFNetwork", "Broomhead & Lowe", 1988, "feedforward/rbf", "4",
                 {"centers": "100x4", "widths": 1.0}, WHOLE),
    Architecture("Mixture of experts", "modular.MixtureOfExperts", "Jacobs et al.", 1991,
                 "feedforward/mixture-of-experts", "2", {"features": 2}, WHOLE),
    Architecture("Hierarchical mixture", "modular.HierarchicalMixture", "Jordan & Jacobs", 1994,
                 "feedforward/mixture-of-experts", "2", {"features": 2}, WHOLE),
    Architecture("Sparse experts", "sparse_experts.SparseExperts", "Shazeer et al.", 2017,
                 "feedforward/mixture-of-experts", "64", {"features": 64, "outputs": 10}, WHOLE),
    # Images.
    Architecture("LeNet-5", "lenet.LeNet5", "LeCun et al.", 1998, "vision/lenet", "1x32x32", maps="features"),
    Architecture("LeNet-5 of 1998", "lenet.LeNet5_1998", "LeCun et al.", 1998, "vision/lenet", "1x32x32", maps="s4"),
    _image("AlexNet", "alexnet.AlexNet", "Krizhevsky et al.", 2012, "features"),
    _small("AlexNet, small", "alexnet.SmallAlexNet", "Krizhevsky et al.", 2012, "features.12", "vision/alexnet"),
    *(
        _image(f"VGG-{depth}{' with batch norm' if norm else ''}", f"vgg.VGG{depth}{'_BN' if norm else ''}",
               "Simonyan & Zisserman", 2015, "features")
        for norm in (False, True) for depth in (11, 13, 16, 19)
    ),
    _image("GoogLeNet", "googlenet.GoogLeNet", "Szegedy et al.", 2015, "inception5b"),
    _image("GoogLeNet as published", "googlenet.GoogLeNet", "Szegedy et al.", 2015, "inception5b", as_published=True),
    _small("GoogLeNet, small", "inception.SmallGoogLeNet", "Szegedy et al.", 2015, "features", "vision/googlenet"),
    *(_image(f"ResNet-{d}", f"resnet.ResNet{d}", "He et al.", 2016, "layer4") for d in (18, 34, 50, 101, 152)),
    *(_image(f"Plain-{d}", f"resnet.PlainNet{d}", "He et al.", 2016, "layer4") for d in (18, 34)),
    *(_image(f"ResNet-{d}", f"resnet.ResNet{d}", "He et al.", 2016, "layer3", 32) for d in (20, 32, 44, 56, 110)),
    *(_image(f"Plain-{d}", f"resnet.PlainNet{d}", "He et al.", 2016, "layer3", 32) for d in (20, 32, 44, 56)),
    *(
        _image(f"DenseNet-{d}", f"densenet.DenseNet{d}", "Huang et al.", 2017, "features.denseblock4")
        for d in (121, 169, 201)
    ),
    _image("DenseNet-BC-100", "densenet.DenseNet100_12", "Huang et al.", 2017, "features.denseblock3", 32),
    Architecture("Capsule network", "capsnet.CapsNet", "Sabour et al.", 2017, "vision/capsules", "1x28x28", sees=WHOLE),
    # Sequences, of 100 steps.
    Architecture("Elman network", "elman.ElmanNet", "Elman", 1990, "sequences/elman", "100x1",
                 {"features": 1, "hidden": 20, "outputs": 1}, PAST),
    Architecture("Jordan network", "jordan.JordanNet", "Jordan", 1986, "sequences/jordan", "100x1",
                 {"features": 1, "hidden": 20, "outputs": 1}, PAST),
    *(
        Architecture(name, make, paper, year, chapter, "100x2", {"inputs": 2, "hidden": 32, "outputs": 1}, PAST)
        for name, make, paper, year, chapter in (
            ("RNN", "rnn.RNNNet", "Rumelhart et al.", 1986, "sequences/rnn"),
            ("LSTM", "lstm.LSTMNet", "Hochreiter & Schmidhuber", 1997, "sequences/lstm"),
            ("GRU", "gru.GRUNet", "Cho et al.", 2014, "sequences/gru"),
        )
    ),
    Architecture("LSTM, gate by gate", "lstm.LSTMByHand", "Gers & Schmidhuber", 2000, "sequences/lstm", "100x2",
                 {"features": 2, "hidden": 32, "peepholes": True}, PAST),
    Architecture("GRU, gate by gate", "gru.GRUByHand", "Cho et al.", 2014, "sequences/gru", "100x2",
                 {"features": 2, "hidden": 32}, PAST),
    *(
        Architecture(f"Bidirectional {kind}", f"bidirectional.Bidirectional{kind}", paper, year,
                     f"sequences/bidirectional-{'rnn' if kind == 'RNN' else 'lstm'}", "100 tokens",
                     {"inputs": 100, "hidden": 64, "outputs": 8, "embedding": 24}, BOTH)
        for kind, paper, year in (("RNN", "Schuster & Paliwal", 1997), ("LSTM", "Graves & Schmidhuber", 2005),
                                  ("GRU", "Bahdanau et al.", 2015))
    ),
    Architecture("Echo state network", "echo_state.EchoStateNetwork", "Jaeger", 2001, "sequences/echo-state", "100x1",
                 {"features": 1, "units": 400, "outputs": 1}, PAST),
    Architecture("Clockwork RNN", "clockwork.ClockworkRNN", "Koutnik et al.", 2014, "sequences/hierarchical-rnn",
                 "100x1", {"features": 1, "hidden": 32, "outputs": 1}, PAST),
    Architecture("Hierarchical attention", "hierarchical.HierarchicalAttention", "Yang et al.", 2016,
                 "sequences/hierarchical-rnn", "12x12 tokens", {"vocabulary": 1500, "classes": 6}, WHOLE),
    *(
        Architecture(f"Encoder-decoder{note}", "seq2seq.Seq2Seq", paper, year, "sequences/attention",
                     "34 tokens, 10 tokens", {"source": 42, "target": 42, "attention": attention},
                     "source and past target")
        for note, attention, paper, year in (
            ("", "none", "Sutskever et al.", 2014),
            (", additive attention", "additive", "Bahdanau et al.", 2015),
            (", multiplicative attention", "general", "Luong et al.", 2015),
        )
    ),
    # Representation and generation, on the digits of 8x8 pixels.
    Architecture("Autoencoder", "autoencoder.Autoencoder", "Hinton & Salakhutdinov", 2006, "generative/autoencoders",
                 "64", {"sizes": [64, 32, 4]}, WHOLE),
    Architecture("Sparse autoencoder", "autoencoder.SparseAutoencoder", "Ng", 2011, "generative/autoencoders", "64",
                 {"features": 64, "units": 100}, WHOLE),
    Architecture("Denoising autoencoder", "autoencoder.DenoisingAutoencoder", "Vincent et al.", 2008,
                 "generative/autoencoders", "64", {"sizes": [64, 32]}, WHOLE),
    Architecture("Convolutional autoencoder", "convolutional_autoencoder.ConvolutionalAutoencoder", "Masci et al.",
                 2011, "generative/autoencoders", "1x32x32", maps="encoder"),
    Architecture("VAE", "vae.VAE", "Kingma & Welling", 2014, "generative/vae", "64", {"features": 64}, WHOLE),
    Architecture("GAN, generator", "gan.Generator", "Goodfellow et al.", 2014, "generative/gan", "8",
                 {"latent": 8, "features": 64}, WHOLE),
    Architecture("GAN, discriminator", "gan.Discriminator", "Goodfellow et al.", 2014, "generative/gan", "64",
                 {"features": 64}, WHOLE),
    Architecture("DCGAN, generator", "dcgan.DCGenerator", "Radford et al.", 2016, "generative/gan", "100",
                 {"channels": 3, "width": 128}, WHOLE),
    Architecture("DCGAN, discriminator", "dcgan.DCDiscriminator", "Radford et al.", 2016, "generative/gan", "3x64x64",
                 {"channels": 3, "width": 128}, WHOLE),
    # Transformers.
    Architecture("Attention, one head", "attention.MultiHeadAttention", "Vaswani et al.", 2017,
                 "transformers/self-attention", "128x512", {"width": 512}, WHOLE),
    Architecture("Attention, eight heads", "attention.MultiHeadAttention", "Vaswani et al.", 2017,
                 "transformers/self-attention", "128x512", {"width": 512, "heads": 8}, WHOLE),
    Architecture("Transformer, base", "transformer.Transformer", "Vaswani et al.", 2017, "transformers/transformer",
                 "128 tokens, 128 tokens", {"source": 37000, "target": 37000, "tied": True}, "source and past target"),
    *(
        Architecture(f"GPT-2 {size}", f"gpt.GPT2{'' if size == 'small' else 'XL' if size == 'XL' else size.title()}",
                     "Radford et al.", 2019, "transformers/gpt", "1024 tokens", sees="1,024 tokens before")
        for size in ("small", "medium", "large", "XL")
    ),
    *(
        Architecture(f"ViT-{size}/{patch}", f"vit.ViT_{size}{patch}", "Dosovitskiy et al.", 2021,
                     "transformers/vision-transformer", "3x224x224", sees=WHOLE)
        for size, patch in (("B", 16), ("B", 32), ("L", 16))
    ),
)  # fmt: skip


def matching(word: str) -> list[Architecture]:
    """The architectures with this word in their name, file, paper or chapter, whatever its case.

    Raises ValueError, naming the files, when there is none.
    """
    found = [m for m in ZOO if word.lower() in " ".join((m.name, m.make, m.paper, m.chapter)).lower()]
    if not found:
        files = ", ".join(dict.fromkeys(m.make.partition(".")[0] for m in ZOO))
        raise ValueError(f"{word!r}: no architecture of the zoo has this word in its name, file, paper or chapter. "
                         f"Files: {files}.")  # fmt: skip
    return found


HEADS = ("name", "paper", "year", "parameters", "multiply-adds", "sees", "file", "chapter")


def rows(wanted: Sequence[Architecture]) -> Iterator[tuple[str, ...]]:
    """The cells of the printed table."""
    for model in wanted:
        known = model.row()
        yield (
            model.name, model.paper, str(model.year), f"{known['parameters']:,}", f"{known['multiply_adds']:,}",
            known["sees"], model.file.rpartition("/")[2], model.chapter,
        )  # fmt: skip


def table(wanted: Sequence[Architecture] = ZOO) -> str:
    """The zoo as lines of text: numbers right, words left."""
    lines = [HEADS, *rows(wanted)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    right = {HEADS.index(name) for name in ("year", "parameters", "multiply-adds")}
    aligned = (
        [cell.rjust(width) if i in right else cell.ljust(width) for i, (cell, width) in enumerate(zip(line, widths))]
        for line in lines
    )
    return "\n".join("  ".join(line).rstrip() for line in aligned)
