"""The functions behind the layers, as PyTorch's `torch.nn.functional`."""

from ..ops.creation import one_hot
from .activation import gelu, glu, logsigmoid, mish, sigmoid, silu, softplus, softsign, tanh
from .adaptive_pooling import adaptive_avg_pool2d, adaptive_max_pool2d
from .attention import scaled_dot_product_attention
from .batch_norm import batch_norm
from .convolution import conv2d
from .cross_entropy import cross_entropy, nll_loss
from .dropout import dropout, dropout2d
from .embedding import embedding
from .group_norm import group_norm
from .instance_norm import instance_norm
from .layer_norm import layer_norm
from .linear import bilinear, linear
from .local_response_norm import local_response_norm
from .loss import binary_cross_entropy, binary_cross_entropy_with_logits, l1_loss, mse_loss
from .multihead_attention import multi_head_attention_forward
from .padding import pad
from .pooling import avg_pool2d, max_pool2d
from .rectifiers import celu, elu, hardsigmoid, hardswish, hardtanh, leaky_relu, prelu, relu, relu6, selu
from .rms_norm import rms_norm
from .softmax import log_softmax, softmax

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_max_pool2d",
    "avg_pool2d",
    "batch_norm",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "conv2d",
    "cross_entropy",
    "dropout",
    "dropout2d",
    "elu",
    "embedding",
    "gelu",
    "glu",
    "group_norm",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "instance_norm",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "max_pool2d",
    "mish",
    "mse_loss",
    "multi_head_attention_forward",
    "nll_loss",
    "one_hot",
    "pad",
    "prelu",
    "relu",
    "relu6",
    "rms_norm",
    "scaled_dot_product_attention",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
]
