"""The book's architectures, one a file. Each is PyTorch code, too: `on_torch(LeNet5)` is that class there.

The sizes that have names (`ResNet50`, `VGG16_BN`, `GPT2`, ...) are these classes with their arguments filled in.
"""

from .adaline import Adaline
from .alexnet import AlexNet, SmallAlexNet
from .attention import LearnedPositions, MultiHeadAttention, SinusoidalPositions
from .autoencoder import Autoencoder, DenoisingAutoencoder, SparseAutoencoder
from .bidirectional import BidirectionalGRU, BidirectionalLSTM, BidirectionalRNN
from .capsnet import CapsNet
from .clockwork import ClockworkRNN
from .convolutional_autoencoder import ConvolutionalAutoencoder
from .dcgan import DCDiscriminator, DCGenerator
from .decoding import beam_search as beam_search
from .decoding import greedy as greedy
from .densenet import DenseNet
from .densenet import DenseNet100_12 as DenseNet100_12
from .densenet import DenseNet121 as DenseNet121
from .densenet import DenseNet169 as DenseNet169
from .densenet import DenseNet201 as DenseNet201
from .echo_state import EchoStateNetwork
from .elman import ElmanNet
from .gan import Discriminator, Generator
from .googlenet import GoogLeNet
from .gpt import GPT
from .gpt import GPT2 as GPT2
from .gpt import GPT2XL as GPT2XL
from .gpt import GPT2Large as GPT2Large
from .gpt import GPT2Medium as GPT2Medium
from .gpt_block import from_gpt2 as from_gpt2
from .gru import GRUByHand, GRUNet
from .hierarchical import HierarchicalAttention
from .inception import SmallGoogLeNet
from .jordan import JordanNet
from .lenet import LeNet5, LeNet5_1998
from .logistic import LogisticRegression
from .lstm import LSTMByHand, LSTMNet
from .mlp import MLP
from .modular import HierarchicalMixture, MixtureOfExperts
from .perceptron import AveragedPerceptron, Perceptron, PocketPerceptron
from .rbf import RBFNetwork
from .resnet import CifarResNet, ResNet
from .resnet import PlainNet18 as PlainNet18
from .resnet import PlainNet20 as PlainNet20
from .resnet import PlainNet32 as PlainNet32
from .resnet import PlainNet34 as PlainNet34
from .resnet import PlainNet44 as PlainNet44
from .resnet import PlainNet56 as PlainNet56
from .resnet import ResNet18 as ResNet18
from .resnet import ResNet20 as ResNet20
from .resnet import ResNet32 as ResNet32
from .resnet import ResNet34 as ResNet34
from .resnet import ResNet44 as ResNet44
from .resnet import ResNet50 as ResNet50
from .resnet import ResNet56 as ResNet56
from .resnet import ResNet101 as ResNet101
from .resnet import ResNet110 as ResNet110
from .resnet import ResNet152 as ResNet152
from .rnn import RNNNet
from .seq2seq import Seq2Seq
from .softmax import SoftmaxRegression
from .sparse_experts import SparseExperts
from .transformer import Transformer
from .transformer_layer import TransformerLayer
from .vae import VAE
from .vgg import VGG
from .vgg import VGG11 as VGG11
from .vgg import VGG11_BN as VGG11_BN
from .vgg import VGG13 as VGG13
from .vgg import VGG13_BN as VGG13_BN
from .vgg import VGG16 as VGG16
from .vgg import VGG16_BN as VGG16_BN
from .vgg import VGG19 as VGG19
from .vgg import VGG19_BN as VGG19_BN
from .vit import VisionTransformer
from .vit import ViT_B16 as ViT_B16
from .vit import ViT_B32 as ViT_B32
from .vit import ViT_L16 as ViT_L16

__all__ = [
    "GPT", "MLP", "VAE", "VGG", "Adaline", "AlexNet", "Autoencoder", "AveragedPerceptron", "BidirectionalGRU",
    "BidirectionalLSTM", "BidirectionalRNN", "CapsNet", "CifarResNet", "ClockworkRNN", "ConvolutionalAutoencoder",
    "DCDiscriminator", "DCGenerator", "DenoisingAutoencoder", "DenseNet", "Discriminator", "EchoStateNetwork",
    "ElmanNet", "GRUByHand", "GRUNet", "Generator", "GoogLeNet", "HierarchicalAttention", "HierarchicalMixture",
    "JordanNet", "LSTMByHand", "LSTMNet", "LeNet5", "LeNet5_1998", "LearnedPositions", "LogisticRegression",
    "MixtureOfExperts", "MultiHeadAttention", "Perceptron", "PocketPerceptron", "RBFNetwork", "RNNNet", "ResNet",
    "Seq2Seq", "SinusoidalPositions", "SmallAlexNet", "SmallGoogLeNet", "SoftmaxRegression", "SparseAutoencoder",
    "SparseExperts", "Transformer", "TransformerLayer", "VisionTransformer",
]  # fmt: skip
