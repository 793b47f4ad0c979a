"""What the landing page shows of the book behind it: a figure of a chapter, and the chapters that are there."""

from __future__ import annotations

from typing import ClassVar

import nbformat
import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from tools import chapters

PARTS = {  # the chapters of each part, and what the landing page calls them as long as they are not there
    "One neuron": {
        "neuron/artificial-neuron": "the artificial neuron",
        "neuron/perceptron": "the perceptron",
        "neuron/adaline": "ADALINE, logistic and softmax regression",
        "neuron/activations": "activation functions",
        "neuron/choosing-activations": "how to choose an activation",
    },
    "Learning": {
        "learning/losses": "losses",
        "learning/backpropagation": "backpropagation",
        "learning/gradient-checking": "gradient checking",
        "learning/initialization": "initialization",
        "learning/gradient-descent": "gradient descent",
        "learning/momentum": "momentum",
        "learning/adaptive-optimizers": "adaptive optimizers",
    },
    "Data and generalization": {
        "generalization/training-data": "training data",
        "generalization/leakage": "leakage",
        "generalization/model-selection": "model selection",
        "generalization/overfitting": "overfitting",
        "generalization/weight-penalties": "weight penalties",
        "generalization/dropout": "dropout",
        "generalization/normalization": "normalization",
    },
    "Feedforward networks": {
        "feedforward/mlp": "multilayer perceptrons",
        "feedforward/rbf": "radial basis functions",
        "feedforward/mixture-of-experts": "mixtures of experts",
    },
    "Images": {
        "vision/convolution": "convolution",
        "vision/lenet": "LeNet",
        "vision/alexnet": "AlexNet",
        "vision/vgg": "VGG",
        "vision/googlenet": "GoogLeNet",
        "vision/resnet": "residual networks",
        "vision/densenet": "dense networks",
        "vision/capsules": "capsules",
    },
    "Sequences": {
        "sequences/rnn": "recurrence",
        "sequences/jordan": "Jordan networks",
        "sequences/elman": "Elman networks",
        "sequences/lstm": "LSTM",
        "sequences/gru": "GRU",
        "sequences/bidirectional-rnn": "networks that read both ways",
        "sequences/bidirectional-lstm": "LSTM in both directions",
        "sequences/echo-state": "echo states",
        "sequences/attention": "attention",
        "sequences/hierarchical-rnn": "hierarchies",
    },
    "Representation and generation": {
        "generative/autoencoders": "autoencoders",
        "generative/vae": "variational autoencoders",
        "generative/gan": "adversarial networks",
    },
    "Transformers": {
        "transformers/self-attention": "self-attention",
        "transformers/transformer": "the Transformer",
        "transformers/gpt": "a small GPT",
        "transformers/vision-transformer": "vision Transformers",
    },
    "Putting it together": {
        "together/which-network": "which network for which data",
        "together/scaling": "scaling",
    },
}


class Moving(SphinxDirective):
    """`moving` with a notebook and the id of one of its cells: the interactive figure that is stored there."""

    required_arguments = 1
    option_spec: ClassVar = {"cell": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """The figure, as HTML."""
        document, cell = self.arguments[0], self.options.get("cell", "")
        path = chapters.ROOT / f"{document}.ipynb"
        self.env.note_dependency(str(path))
        return [nodes.raw("", figure(nbformat.read(path, 4), document, cell), format="html", classes=["moving"])]


def figure(notebook: nbformat.NotebookNode, document: str, cell: str) -> str:
    """The HTML that the cell with this id has stored; ValueError if there is no such figure."""
    for each in notebook.cells:
        if each.get("id") == cell:
            for output in each.get("outputs", []):
                if 'class="nnp"' in output.get("data", {}).get("text/html", ""):
                    return f'<div class="cell_output">{output["data"]["text/html"]}</div>'
    raise ValueError(f"{document} has no cell {cell!r} with an interactive figure. Remedy: the id of one, in `:cell:`")


class Parts(SphinxDirective):
    """`parts`: each part of the book with its chapters, what each promises, and what is planned."""

    def run(self) -> list[nodes.Node]:
        """The list as nodes of the page."""
        place, line = self.get_source_info()
        lines = listed(chapters.ROOT).splitlines()
        box = nodes.container(classes=["parts"])
        self.state.nested_parse(StringList(lines, items=[(place, line)] * len(lines)), self.content_offset, box)
        return [box]


def listed(root: chapters.Path) -> str:
    """The parts in Markdown, those without a chapter yet at their place."""
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    there = {part["caption"]: [each["file"] for each in part["chapters"]] for part in contents["parts"]}
    read = {chapter.document: chapter for chapter in chapters.read(root)}
    lines = []
    for part, whole in PARTS.items():
        lines += [f"**{part}**", ""]
        for document in filter(read.__contains__, there.get(part, [])):  # the last part also has pages
            chapter = read[document]
            lines += [f"- {chapter.link(chapter.title)}. {chapter.promise}"]
        if planned := [words for name, words in whole.items() if f"book/{name}" not in read]:
            lines += [f"- *Planned:* {', '.join(planned)}."]
        lines += [""]
    return "\n".join(lines)
