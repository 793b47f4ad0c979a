"""`lineage` on a page of the book: which architecture grew out of which, as a map with links to the chapters.

The map is drawn while the book is built, as an SVG in the page: its colors follow the theme, and a chapter has its link
as soon as it is in the table of contents. Below stands the same in words, folded, for those who cannot see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from nnbook.zoo import ZOO

BOX_WIDTH, BOX_HEIGHT = 101, 38
COLUMN, ROW = 105, 62


@dataclass(frozen=True)
class Place:
    """An architecture on the map: its name in the zoo, what stands in its box, where, and what it grew out of."""

    name: str
    label: str
    column: float
    row: float
    parents: tuple[str, ...] = ()


MAP = (
    Place("Artificial neuron", "Neuron", 0.5, 0),
    Place("Perceptron", "Perceptron", 0.0, 1, ("Artificial neuron",)),
    Place("ADALINE", "ADALINE", 1.0, 1, ("Artificial neuron",)),
    Place("Multilayer perceptron", "MLP", 0.5, 2, ("Perceptron", "ADALINE")),
    Place("RBF network", "RBF network", 0.0, 3, ("Multilayer perceptron",)),
    Place("Mixture of experts", "Experts", 1.0, 3, ("Multilayer perceptron",)),
    Place("Autoencoder", "Autoencoder", 0.5, 5, ("Multilayer perceptron",)),
    Place("VAE", "VAE", 0.5, 7, ("Autoencoder",)),
    Place("GAN, generator", "GAN", 1.5, 6, ("Multilayer perceptron",)),
    Place("LeNet-5", "LeNet-5", 2.5, 4, ("Multilayer perceptron",)),
    Place("AlexNet", "AlexNet", 2.5, 6, ("LeNet-5",)),
    Place("VGG-16", "VGG", 2.0, 7, ("AlexNet",)),
    Place("GoogLeNet", "GoogLeNet", 3.0, 7, ("AlexNet",)),
    Place("ResNet-50", "ResNet", 2.0, 8, ("VGG-16",)),
    Place("DenseNet-121", "DenseNet", 2.0, 9, ("ResNet-50",)),
    Place("Capsule network", "Capsules", 3.5, 9, ("LeNet-5",)),
    Place("Jordan network", "Jordan", 4.0, 3, ("Multilayer perceptron",)),
    Place("Elman network", "Elman, RNN", 4.6, 4, ("Jordan network",)),
    Place("Echo state network", "Echo state", 5.6, 6, ("Elman network",)),
    Place("LSTM", "LSTM", 4.1, 5, ("Elman network",)),
    Place("Bidirectional RNN", "Bidirectional", 5.1, 5, ("Elman network",)),
    Place("Bidirectional LSTM", "Bi-LSTM", 4.6, 6, ("LSTM", "Bidirectional RNN")),
    Place("GRU", "GRU", 4.1, 7, ("LSTM",)),
    Place("Encoder-decoder, additive attention", "Attention", 4.6, 8, ("GRU", "Bidirectional LSTM")),
    Place("Hierarchical attention", "Hierarchical", 5.6, 9, ("Encoder-decoder, additive attention",)),
    Place("Transformer, base", "Transformer", 4.6, 10, ("Encoder-decoder, additive attention", "ResNet-50")),
    Place("GPT-2 small", "GPT", 5.1, 11, ("Transformer, base",)),
    Place("ViT-B/16", "ViT", 4.1, 11, ("Transformer, base",)),
)
NEURON = (1943, "neuron/artificial-neuron")  # of McCulloch and Pitts: no network, so not in the zoo


def known() -> dict[str, tuple[int, str]]:
    """The year and the chapter of each architecture on the map."""
    zoo = {model.name: (model.year, model.chapter) for model in ZOO}
    return {place.name: NEURON if place.name == "Artificial neuron" else zoo[place.name] for place in MAP}


class Lineage(SphinxDirective):
    """The map, as wide as the page; on a narrow screen it scrolls inside its frame."""

    def run(self) -> list[nodes.Node]:
        """The map and its words, as HTML."""
        links = {
            name: self.env.app.builder.get_relative_uri(self.env.docname, f"book/{chapter}")
            for name, (_, chapter) in known().items()
            if f"book/{chapter}" in self.env.found_docs
        }
        return [nodes.raw("", drawing(links) + in_words(links), format="html")]


def drawing(links: dict[str, str]) -> str:
    """The SVG; `links` are the addresses of the chapters that are there."""
    width = COLUMN * max(place.column for place in MAP) + BOX_WIDTH + 4
    height = ROW * (max(place.row for place in MAP) + 1)
    at = {place.name: place for place in MAP}
    lines = "".join(_line(at[parent], place) for place in MAP for parent in place.parents)
    boxes = "".join(_box(place, known()[place.name][0], links.get(place.name)) for place in MAP)
    return (
        '<div class="lineage" role="region" aria-label="Map of the architectures" tabindex="0">'
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="group" '
        'aria-label="Which architecture grew out of which; the same stands in words below">'
        f"{lines}{boxes}</svg></div>\n"
    )


def _line(parent: Place, child: Place) -> str:
    """Across in the gap under the parent, then down behind whatever lies between."""
    x, y = parent.column * COLUMN + BOX_WIDTH / 2, parent.row * ROW + BOX_HEIGHT + 2
    u, v = child.column * COLUMN + BOX_WIDTH / 2, child.row * ROW + 2
    gap = ROW - BOX_HEIGHT
    return f'<path d="M{x:g} {y:g}C{x:g} {y + gap:g} {u:g} {y:g} {u:g} {y + gap:g}V{v:g}"/>'


def _box(place: Place, year: int, link: str | None) -> str:
    x, y = place.column * COLUMN + 2, place.row * ROW + 2
    text = (
        f'<rect x="{x:g}" y="{y:g}" width="{BOX_WIDTH - 4}" height="{BOX_HEIGHT}" rx="6"/>'
        f'<text x="{x + BOX_WIDTH / 2 - 2:g}" y="{y + 16:g}">{escape(place.label)}</text> '
        f'<text class="year" x="{x + BOX_WIDTH / 2 - 2:g}" y="{y + 31:g}">{year}{"" if link else ", planned"}</text>'
    )
    if link:
        return f'<a href="{escape(link)}">{text}</a>'
    return f'<g class="planned">{text}</g>'


def in_words(links: dict[str, str]) -> str:
    """The map as a list, oldest first."""
    label = {place.name: place.label for place in MAP}
    items = []
    for place in sorted(MAP, key=lambda place: known()[place.name][0]):
        parents = " and ".join(label[parent] for parent in place.parents)
        name = escape(place.label)
        name = f'<a href="{escape(links[place.name])}">{name}</a>' if place.name in links else f"{name} (planned)"
        items.append(f"<li>{known()[place.name][0]}: {name}{f', out of {escape(parents)}' if parents else ''}</li>")
    return f'<details class="lineage-words"><summary>The map in words</summary><ul>{"".join(items)}</ul></details>\n'
