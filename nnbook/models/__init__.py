"""The book's architectures, one a file. Each is PyTorch code, too: `on_torch(LeNet5)` is that class there.

The sizes that have names (`ResNet50`, `VGG16_BN`, `GPT2`, ...) are these classes with their arguments filled in.
"""

from .alexnet import AlexNet, SmallAlexNet
from .capsnet import CapsNet
from .densenet import DenseNet
from .densenet import DenseNet100_12 as DenseNet100_12
from .densenet import DenseNet121 as DenseNet121
from .densenet import DenseNet169 as DenseNet169
from .densenet import DenseNet201 as DenseNet201
from .googlenet import GoogLeNet
from .inception import SmallGoogLeNet
from .lenet import LeNet5, LeNet5_1998
from .mlp import MLP
from .perceptron import AveragedPerceptron, Perceptron, PocketPerceptron
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
    "MLP", "VGG", "AlexNet", "AveragedPerceptron", "CapsNet", "CifarResNet", "DenseNet", "GoogLeNet", "LeNet5",
    "LeNet5_1998", "Perceptron", "PocketPerceptron", "ResNet", "SmallAlexNet", "SmallGoogLeNet", "VisionTransformer",
]  # fmt: skip
