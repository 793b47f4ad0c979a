"""The functions behind the layers, as PyTorch's `torch.nn.functional`."""

from .._missing import names_what_is_missing
from ..ops.creation import one_hot
from .activation import glu, logsigmoid, mish, sigmoid, silu, softplus, softsign, tanh
from .adaptive_pooling import adaptive_avg_pool2d, adaptive_max_pool2d
from .attention import scaled_dot_product_attention
from .batch_norm import batch_norm
from .convolution import conv1d, conv2d
from .cross_entropy import cross_entropy, nll_loss
from .distance import cosine_similarity, normalize, pairwise_distance
from .dropout import alpha_dropout, dropout, dropout1d, dropout2d, feature_alpha_dropout
from .embedding import embedding
from .group_norm import group_norm
from .instance_norm import instance_norm
from .layer_norm import layer_norm
from .linear import bilinear, linear
from .local_response_norm import local_response_norm
from .loss import binary_cross_entropy, binary_cross_entropy_with_logits, l1_loss, mse_loss
from .loss_distance import cosine_embedding_loss, triplet_margin_loss, triplet_margin_with_distance_loss
from .loss_likelihood import gaussian_nll_loss, kl_div, poisson_nll_loss
from .loss_margin import (
    hinge_embedding_loss,
    margin_ranking_loss,
    multi_margin_loss,
    multilabel_soft_margin_loss,
    soft_margin_loss,
)
from .loss_robust import huber_loss, smooth_l1_loss
from .multihead_attention import multi_head_attention_forward
from .padding import pad
from .pooling import avg_pool2d, max_pool2d
from .pooling1d import adaptive_avg_pool1d, adaptive_max_pool1d, avg_pool1d, max_pool1d
from .rectifiers import celu, elu, hardsigmoid, hardswish, hardtanh, leaky_relu, prelu, relu, relu6, selu
from .resizing import interpolate
from .rms_norm import rms_norm
from .shuffling import channel_shuffle, pixel_shuffle, pixel_unshuffle
from .softmax import gumbel_softmax, log_softmax, softmax, softmin
from .transposed_convolution import conv_transpose1d, conv_transpose2d
from .unfold import fold, unfold
from .unpooling import lp_pool1d, lp_pool2d, max_unpool1d, max_unpool2d

__getattr__ = names_what_is_missing(__name__)
from .gelu import gelu
from .rectifiers_in_place import celu_, elu_, hardtanh_, leaky_relu_, relu_, rrelu_, selu_, threshold_
from .rrelu import rrelu
from .shrinkage import hardshrink, softshrink, tanhshrink, threshold

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "alpha_dropout",
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "celu_",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv_transpose1d",
    "conv_transpose2d",
    "cosine_embedding_loss",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "dropout1d",
    "dropout2d",
    "elu",
    "elu_",
    "embedding",
    "feature_alpha_dropout",
    "fold",
    "gaussian_nll_loss",
    "gelu",
    "glu",
    "group_norm",
    "gumbel_softmax",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "hinge_embedding_loss",
    "huber_loss",
    "instance_norm",
    "interpolate",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "leaky_relu_",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool2d",
    "max_unpool1d",
    "max_unpool2d",
    "mish",
    "mse_loss",
    "multi_head_attention_forward",
    "multi_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rms_norm",
    "rrelu",
    "rrelu_",
    "scaled_dot_product_attention",
    "selu",
    "selu_",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "threshold_",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
    "unfold",
]
