"""Dense layers, activations, dropout, padding; containers."""

from __future__ import annotations

from dataclasses import replace

from tests.examples._form import (
    APART,
    CUBE,
    CUBE_APART,
    NUMBER,
    M,
    apart,
    calls,
    drawn,
    integers,
    layers,
    normal,
    positive,
)

# ---------------------------------------------------------------------- layers and their functions
SQUARE = apart(4, 4)
DENSE = [
    *layers(
        """
        nn.{ReLU|LeakyReLU|ELU|SELU|CELU|GELU|SiLU|Mish|Softplus|Softsign|Sigmoid|Tanh}()
        nn.{Hardtanh|ReLU6|Hardswish|Hardsigmoid|GLU|LogSigmoid|PReLU|Identity}()
        nn.{LeakyReLU(0.3)|ELU(0.5)|CELU(0.5)|GELU('tanh')|Softplus(2.0, 1.5)|Hardtanh(-0.4, 2.0)|GLU(0)}
        nn.{Softmax(-1)|Softmax(dim=0)|LogSoftmax(1)|LogSoftmax(dim=-1)|PReLU(4)|PReLU(4, 0.1)|Identity(1, unused=2)}
        """,
        x=SQUARE,
    ),
    *layers(
        """
        nn.{ReLU(inplace=True)|ELU(1.0, True)|SiLU(inplace=True)|Hardtanh(inplace=True)|Threshold(0.2, -1.0, True)}
        nn.{RReLU(0.2, 0.2, True)|SELU(True)|CELU(0.5, True)|Mish(True)|ReLU6(True)|LeakyReLU(0.1, True)}
        nn.{Hardswish(True)|Hardsigmoid(True)|Dropout(0.0, True)}
        """,
        "y = x * 1; z = layer(y); y + z * 2, y is z",
        x=APART,
    ),
    *calls("y = x.detach().clone(); F.{relu|silu|hardsigmoid|mish|selu}(y, inplace=True); y", x=APART),
    *layers("nn.{GELU()|Softmax(1)|LogSoftmax(dim=1)|GLU(1)|Tanh()|PReLU(4)|SiLU()}", x=normal(2, 4, 3, 2)),
    *calls(
        """
        F.{relu|leaky_relu|elu|selu|celu|gelu|silu|mish|softplus|softsign|sigmoid|tanh}(x)
        F.{hardtanh|relu6|hardswish|hardsigmoid|glu|logsigmoid}(x)
        F.{leaky_relu(x, 0.3)|elu(x, 0.5)|celu(x, 0.5)|gelu(x, approximate='tanh')|softplus(x, 2, 1.5)|elu(x, alpha=2)}
        F.{hardtanh(x, -0.4, 2.0)|glu(x, 0)|relu(x, inplace=False)|relu(x * 2, inplace=True)}
        F.{softmax|log_softmax}(x, {1|dim=0|dim=-1, dtype=torch.float64})
        """,
        x=SQUARE,
    ),
    *calls("F.{softmax(x, 0)|log_softmax(x, 0)|gelu(x)|softplus(x)|logsigmoid(x)|selu(x)|silu(x)|mish(x)}", x=NUMBER),
    *calls("{F.softmax(x, 1)|F.log_softmax(x, 1)|torch.softmax(x, -1)|torch.log_softmax(x, 0)}", x=CUBE),
    *calls("{x.softmax(1)|x.log_softmax(dim=-1)|torch.softmax(x, 1, dtype=torch.float64)}", x=CUBE),
    *calls("F.prelu(x, w)", x=CUBE_APART, w=positive(3)),
    *(e for n in [(2,), (), (2, 5), (0,)] for e in layers("nn.Linear(4, 3{|, bias=False})", x=normal(*n, 4))),
    *calls("F.linear(x, w{|, b})", x=M, w=normal(2, 4), b=normal(2)),
    *layers("nn.Bilinear(3, 4, 2{|, bias=False})", x=normal(5, 3), y=normal(5, 4)),
    *calls("F.bilinear(x, y, w, b)", x=normal(5, 3), y=normal(5, 4), w=normal(2, 3, 4), b=normal(2)),
    *layers("nn.{Flatten()|Flatten(0)|Flatten(0, 1)|Unflatten(2, (2, 2))|Unflatten(-1, [4, 1])}", x=CUBE),
    *layers("nn.Flatten()", x=normal(2, 3, 4, 2)),
    *layers("nn.Unflatten(1, (3, 2, 2))", x=normal(2, 12)),
    *(replace(e, drops=True) for e in layers("nn.{Dropout()|Dropout(0.2)|Dropout2d(0.4)}", x=normal(3, 4, 2, 2))),
    *layers("nn.{Hardshrink()|Softshrink()|Hardshrink(0.9)|Softshrink(0.1)|Tanhshrink()}", x=SQUARE),
    *layers("nn.{Threshold(0.2, 5.0)|Softmin(-1)|Softmin(dim=0)}", x=SQUARE),
    *layers("nn.Softmax2d()", x=normal(2, 3, 4, 2)),
    *layers("nn.Softmax2d()", x=normal(3, 4, 2)),
    *calls(
        """
        F.{hardshrink|softshrink|tanhshrink|rrelu}(x)
        F.{hardshrink(x, 1.2)|softshrink(x, 0.0)|threshold(x, 0.1, 20.0)|softmin(x, 1)|softmin(x, dim=0)|celu(x, 0.7)}
        F.{rrelu(x, 0.1, 0.5)|rrelu(x, 0.2, 0.2, True)|alpha_dropout(x)|feature_alpha_dropout(x, 0.3)}
        F.{relu_|leaky_relu_|elu_|selu_|celu_|hardtanh_|rrelu_}(x * 1)
        F.{leaky_relu_(x * 1, 0.3)|elu_(x * 1, 0.5)|celu_(x * 1, 0.5)|hardtanh_(x * 1, -0.4, 2.0)}
        F.{threshold_(x * 1, 0.3, 2.0)|elu_(x * 1, 0.5, 2.0, 0.3)}
        """,
        x=SQUARE,
    ),
    *calls("{F.softmin(x, 0)|F.hardshrink(x)|F.softshrink(x)|F.tanhshrink(x)|F.threshold(x, 0.0, 1.0)}", x=apart()),
    *(replace(e, drops=True) for e in layers("nn.{Dropout1d()|Dropout1d(0.2)}", x=normal(3, 4, 2))),
    *drawn("F.{dropout1d(x)|alpha_dropout(x, 0.4, True)|feature_alpha_dropout(x, training=True)}", x=normal(3, 4, 2)),
    *drawn("nn.{AlphaDropout(0.3)|FeatureAlphaDropout()|RReLU()}(x)", x=normal(3, 4, 2)),
    *layers("nn.{AlphaDropout()|FeatureAlphaDropout(0.2)|RReLU(0.1, 0.4)}", "layer.eval()(x)", x=apart(3, 4, 2)),
    *drawn(
        "F.{gumbel_softmax(x)|gumbel_softmax(x, 0.5, dim=1)|gumbel_softmax(x, hard=True)|rrelu(x, 0.1, 0.9, True)}",
        x=normal(3, 4, 2),
    ),
    *calls("F.{dropout(x, 0.5, False)|dropout2d(x, 0.5, training=False)|dropout(x, p=0.0)}", x=normal(3, 4, 2, 2)),
    *drawn("F.{dropout(x)|dropout(x, 0.9)|dropout2d(x, 0.3, True)|dropout(x, 1.0)}", x=normal(3, 4, 2, 2)),
    *calls("F.one_hot(i{|, 5|, num_classes=3})", i=integers(0, 3, 2, 4)),
    *calls(
        """
        F.pad(x, {(1, 2)|(1, 0, 0, 2)|(0, 1, 2, 0, 1, 1)|(-1, 2)|(1, 1), value=2|(0, -2), 'constant'})
        F.pad(x, {(1, 2, 0, 0)|(1, 0, 2, 1)}, mode={'reflect'|'replicate'|'circular'})
        """,
        x=normal(2, 3, 6, 5),
    ),
    *calls("F.pad(x, {(1, 2)|(2, 0)}, mode={'reflect'|'replicate'|'circular'})", x=CUBE),
]
CONTAINERS = [
    *layers("nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))", x=M),
    *layers("nn.Sequential()", x=M),
    *layers("nn.ModuleList([nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2)])", "layer[2](layer[1](layer[0](x)))", x=M),
    *layers("nn.ModuleDict({'a': nn.Linear(4, 3), 'b': nn.Linear(4, 3)})", "layer['b'](x) + layer['a'](x)", x=M),
    *layers("nn.ParameterList([nn.Parameter(torch.ones(4)), torch.zeros(4)])", "(layer[0] * x + layer[1]).sum(0)", x=M),
    *layers(
        "nn.ParameterDict({'scale': nn.Parameter(torch.ones(4)), 'b': torch.zeros(4)})",
        "(layer['scale'] * x + layer['b']).sum(0)",
        x=M,
    ),
    *layers("nn.DataParallel(nn.Linear(4, 2))", x=M),
    *layers(
        "nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 2))",
        x=normal(2, 3, 6, 5),
    ),
]
