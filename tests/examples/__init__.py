"""The one list of components, each with sample inputs: a component is enrolled in every battery by one line here."""

from __future__ import annotations

from tests.examples._form import Example, Sample, calls, drawn, layers, lines
from tests.examples.attention import ATTENTION
from tests.examples.embedding import EMBEDDING
from tests.examples.functions import FUNCTIONS
from tests.examples.images import IMAGES
from tests.examples.init import INIT
from tests.examples.layers import CONTAINERS, DENSE
from tests.examples.losses import LOSSES
from tests.examples.normalization import NORMALIZATION
from tests.examples.optimizers import OPTIMIZERS
from tests.examples.recurrent import RECURRENT
from tests.examples.resizing import RESIZING
from tests.examples.tensors import TENSORS
from tests.examples.zoo import ZOO

LAYERS = [*DENSE, *CONTAINERS, *IMAGES, *RESIZING, *NORMALIZATION, *EMBEDDING, *RECURRENT, *ATTENTION]
EXAMPLES = [*FUNCTIONS, *TENSORS, *LAYERS, *LOSSES, *INIT, *ZOO]
__all__ = ["EXAMPLES", "OPTIMIZERS", "ZOO", "Example", "Sample", "calls", "drawn", "layers", "lines"]
