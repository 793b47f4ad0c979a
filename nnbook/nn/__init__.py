"""Layers, losses and what holds them together, with PyTorch's names and arguments."""

from .._missing import names_what_is_missing
from . import functional, init, parallel, utils
from .activation import GLU, LogSigmoid, Mish, Sigmoid, SiLU, Softplus, Softsign, Tanh
from .adaptive_pooling import AdaptiveAvgPool2d, AdaptiveMaxPool2d
from .batch_norm import BatchNorm1d, BatchNorm2d
from .container import ModuleDict, ModuleList, Sequential
from .convolution import Conv1d, Conv2d
from .cross_entropy import CrossEntropyLoss, NLLLoss
from .distance import CosineSimilarity, PairwiseDistance
from .dropout import AlphaDropout, Dropout, Dropout1d, Dropout2d, FeatureAlphaDropout
from .embedding import Embedding
from .flatten import Flatten, Unflatten
from .group_norm import GroupNorm
from .instance_norm import InstanceNorm1d, InstanceNorm2d
from .layer_norm import LayerNorm
from .linear import Bilinear, Identity, Linear
from .local_response_norm import LocalResponseNorm
from .loss import BCELoss, BCEWithLogitsLoss, L1Loss, MSELoss
from .loss_distance import CosineEmbeddingLoss, TripletMarginLoss, TripletMarginWithDistanceLoss
from .loss_likelihood import GaussianNLLLoss, KLDivLoss, PoissonNLLLoss
from .loss_margin import (
    HingeEmbeddingLoss,
    MarginRankingLoss,
    MultiLabelSoftMarginLoss,
    MultiMarginLoss,
    SoftMarginLoss,
)
from .loss_robust import HuberLoss, SmoothL1Loss
from .module import Module
from .multihead_attention import MultiheadAttention
from .padding import (
    CircularPad1d,
    CircularPad2d,
    ConstantPad1d,
    ConstantPad2d,
    ReflectionPad1d,
    ReflectionPad2d,
    ReplicationPad1d,
    ReplicationPad2d,
    ZeroPad1d,
    ZeroPad2d,
)
from .parallel import DataParallel
from .parameter import Buffer, Parameter
from .parameter_container import ParameterDict, ParameterList
from .pooling import AvgPool2d, MaxPool2d
from .pooling1d import AdaptiveAvgPool1d, AdaptiveMaxPool1d, AvgPool1d, MaxPool1d
from .rectifiers import CELU, ELU, SELU, Hardsigmoid, Hardswish, Hardtanh, LeakyReLU, PReLU, ReLU, ReLU6
from .recurrent import GRU, LSTM, RNN, RNNBase
from .resizing import Upsample, UpsamplingBilinear2d, UpsamplingNearest2d
from .rms_norm import RMSNorm
from .rnn_cells import GRUCell, LSTMCell, RNNCell, RNNCellBase
from .shuffling import ChannelShuffle, PixelShuffle, PixelUnshuffle
from .softmax import LogSoftmax, Softmax, Softmax2d, Softmin
from .transformer import Transformer, TransformerDecoder, TransformerEncoder
from .transformer_layers import TransformerDecoderLayer, TransformerEncoderLayer
from .transposed_convolution import ConvTranspose1d, ConvTranspose2d
from .unfold import Fold, Unfold
from .unpooling import LPPool1d, LPPool2d, MaxUnpool1d, MaxUnpool2d

__getattr__ = names_what_is_missing(__name__)
from .gelu import GELU
from .rrelu import RReLU
from .shrinkage import Hardshrink, Softshrink, Tanhshrink, Threshold

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AlphaDropout",
    "AvgPool1d",
    "AvgPool2d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Bilinear",
    "Buffer",
    "CELU",
    "ChannelShuffle",
    "CircularPad1d",
    "CircularPad2d",
    "ConstantPad1d",
    "ConstantPad2d",
    "Conv1d",
    "Conv2d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "CosineEmbeddingLoss",
    "CosineSimilarity",
    "CrossEntropyLoss",
    "DataParallel",
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "ELU",
    "Embedding",
    "FeatureAlphaDropout",
    "Flatten",
    "Fold",
    "GELU",
    "GLU",
    "GRU",
    "GRUCell",
    "GaussianNLLLoss",
    "GroupNorm",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "Identity",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "KLDivLoss",
    "L1Loss",
    "LPPool1d",
    "LPPool2d",
    "LSTM",
    "LSTMCell",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "LogSigmoid",
    "LogSoftmax",
    "MSELoss",
    "MarginRankingLoss",
    "MaxPool1d",
    "MaxPool2d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "Mish",
    "Module",
    "ModuleDict",
    "ModuleList",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "MultiheadAttention",
    "NLLLoss",
    "PReLU",
    "PairwiseDistance",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "PixelShuffle",
    "PixelUnshuffle",
    "PoissonNLLLoss",
    "RMSNorm",
    "RNN",
    "RNNBase",
    "RNNCell",
    "RNNCellBase",
    "RReLU",
    "ReLU",
    "ReLU6",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "SELU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
    "Unflatten",
    "Unfold",
    "Upsample",
    "UpsamplingBilinear2d",
    "UpsamplingNearest2d",
    "ZeroPad1d",
    "ZeroPad2d",
    "functional",
    "init",
    "parallel",
    "utils",
]
