"""The nets at full size: exactly the reference implementations' parameters, names and numbers, on both engines."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

import nnbook
from nnbook import models
from nnbook.on_torch import on_torch
from tests.support import assert_close

COUNTS = {  # as torchvision's and Hugging Face's; ResNet-20 and -110: 0.27M and 1.7M in the paper; capsules: 8.2M
    "LeNet5": 61_706,
    "AlexNet": 61_100_840,
    "VGG16": 138_357_544,
    "GoogLeNet": 6_624_904,
    "ResNet50": 25_557_032,
    "DenseNet121": 7_978_856,
    "ViT_B16": 86_567_656,
    "GPT2": 124_439_808,
    "CapsNet": 8_215_568,
    "ResNet20": 269_722,
    "ResNet110": 1_727_962,
}
PUBLISHED = {"as_published": True}


def size(model) -> int:
    return sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [*((name, {}, count) for name, count in COUNTS.items()), ("GoogLeNet", PUBLISHED, 6_998_552)],
)
def test_parameters_on_both_engines(name, options, expected):
    make = getattr(models, name)
    assert size(make(**options)) == expected
    with torch.device("meta"):
        assert size(on_torch(make)(**options)) == expected


def test_the_transformer_of_the_paper_has_63_million():
    """Section 5.1's 37,000 tokens, shared by both sides and the output; the paper's table 3 says 65 million."""
    model = models.Transformer(37000, 37000, tied=True)
    layer = 4 * (512 * 512 + 512)
    network = 512 * 2048 + 2048 + 2048 * 512 + 512
    norm = 2 * 512
    assert size(model) == 37000 * 512 + 6 * (layer + network + 2 * norm) + 6 * (2 * layer + network + 3 * norm)


# ---------------------------------------------------------------------- the same numbers on both engines
@pytest.mark.parametrize("name", ["GoogLeNet", "ResNet50", "ViT_B16"])
def test_one_picture_through_both_engines(name):
    nnbook.manual_seed(0)
    ours = getattr(models, name)().eval()
    if name == "ViT_B16":
        nnbook.nn.init.normal_(ours.heads.head.weight)  # it starts at zero
    with torch.device("meta"):
        theirs = on_torch(getattr(models, name))().eval()
    theirs.load_state_dict({k: torch.from_numpy(v.numpy()) for k, v in ours.state_dict().items()}, assign=True)
    x = np.random.default_rng(0).standard_normal((1, 3, 224, 224)).astype(np.float32)
    with nnbook.no_grad(), torch.no_grad():
        assert_close(ours(nnbook.from_numpy(x)), theirs(torch.from_numpy(x)), 1e-4, name)


def test_gpt2_small_through_both_engines():
    nnbook.manual_seed(0)
    ours = models.GPT2().eval()
    with torch.device("meta"):
        theirs = on_torch(models.GPT2)().eval()
    theirs.load_state_dict({k: torch.from_numpy(v.numpy()) for k, v in ours.state_dict().items()}, assign=True)
    tokens = np.random.default_rng(0).integers(0, 50257, (1, 4))
    with nnbook.no_grad(), torch.no_grad():
        assert_close(ours(nnbook.from_numpy(tokens)), theirs(torch.from_numpy(tokens)), 1e-4, "logits")


# ---------------------------------------------------------------------- names of the published checkpoints
def norm(name):
    return {f"{name}.{part}" for part in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")}


def linear(name):
    return {f"{name}.weight", f"{name}.bias"}


def resnet_names(blocks, convolutions):
    """torchvision's names for a ResNet with so many blocks in its stages and so many convolutions in a block."""
    names = {"conv1.weight"} | norm("bn1") | linear("fc")
    for stage, count in enumerate(blocks, 1):
        for block in range(count):
            place = f"layer{stage}.{block}"
            for i in range(1, convolutions + 1):
                names |= {f"{place}.conv{i}.weight"} | norm(f"{place}.bn{i}")
            if block == 0 and (stage > 1 or convolutions == 3):
                names |= {f"{place}.downsample.0.weight"} | norm(f"{place}.downsample.1")
    return names


def densenet_names():
    names = {"features.conv0.weight"} | norm("features.norm0") | norm("features.norm5") | linear("classifier")
    for block, count in enumerate((6, 12, 24, 16), 1):
        for layer in range(1, count + 1):
            for i in (1, 2):
                place = f"features.denseblock{block}.denselayer{layer}"
                names |= {f"{place}.conv{i}.weight"} | norm(f"{place}.norm{i}")
        if block < 4:
            names |= {f"features.transition{block}.conv.weight"} | norm(f"features.transition{block}.norm")
    return names


def googlenet_names():
    names = linear("fc")
    places = ["conv1", "conv2", "conv3", "aux1.conv", "aux2.conv"]
    for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"):
        places += [f"inception{module}.{path}" for path in
                   ("branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1")]  # fmt: skip
    for place in places:
        names |= {f"{place}.conv.weight"} | norm(f"{place}.bn")
    for head in ("aux1", "aux2"):
        names |= linear(f"{head}.fc1") | linear(f"{head}.fc2")
    return names


def vit_names():
    names = {"class_token", "encoder.pos_embedding"} | linear("conv_proj") | linear("encoder.ln") | linear("heads.head")
    for i in range(12):
        place = f"encoder.layers.encoder_layer_{i}"
        for part in ("ln_1", "ln_2", "mlp.0", "mlp.3", "self_attention.out_proj"):
            names |= linear(f"{place}.{part}")
        names |= {f"{place}.self_attention.in_proj_weight", f"{place}.self_attention.in_proj_bias"}
    return names


def numbered(prefix, numbers):
    return set().union(*(linear(f"{prefix}.{i}") for i in numbers))


TORCHVISION = {
    "ResNet18": (lambda: resnet_names((2, 2, 2, 2), 2), {}),
    "ResNet50": (lambda: resnet_names((3, 4, 6, 3), 3), {}),
    "ResNet152": (lambda: resnet_names((3, 8, 36, 3), 3), {}),
    "DenseNet121": (densenet_names, {}),
    "GoogLeNet": (googlenet_names, {"auxiliary": True}),
    "ViT_B16": (vit_names, {}),
    "AlexNet": (lambda: numbered("features", (0, 3, 6, 8, 10)) | numbered("classifier", (1, 4, 6)), {}),
    "VGG16": (
        lambda: (
            numbered("features", (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)) | numbered("classifier", (0, 3, 6))
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", TORCHVISION)
def test_names_are_torchvisions(name):
    expected, options = TORCHVISION[name]
    with torch.device("meta"):
        assert set(on_torch(getattr(models, name))(**options).state_dict()) == expected()


def test_a_stored_resnet_with_those_names_loads(tmp_path):
    """From a safetensors file, as the public checkpoints are kept, into both engines."""
    torch.manual_seed(0)
    shapes = {name: value.shape for name, value in models.ResNet18(classes=5, width=4).state_dict().items()}
    assert set(shapes) == resnet_names((2, 2, 2, 2), 2)
    state = {
        name: torch.tensor(7) if name.endswith("tracked") else torch.rand(tuple(shape)) + 0.1
        for name, shape in shapes.items()
    }
    save_file(state, tmp_path / "resnet18.safetensors")
    nets = [models.ResNet18(classes=5, width=4), on_torch(models.ResNet18)(classes=5, width=4)]
    from safetensors.numpy import load_file

    loaded = load_file(tmp_path / "resnet18.safetensors")
    nets[0].load_state_dict(loaded)
    nets[1].load_state_dict({name: torch.from_numpy(value) for name, value in loaded.items()})
    x = np.random.default_rng(0).random((2, 3, 64, 64)).astype(np.float32)
    assert_close(nets[0].eval()(nnbook.from_numpy(x)), nets[1].eval()(torch.from_numpy(x)), 1e-4, "logits")


# ---------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: models.ResNet(20),
            r"ResNet\(depth=20\): depth must be one of \[18, 34, 50, 101, 152\]; CifarResNet has",
        ),
        (lambda: models.CifarResNet(18), r"CifarResNet\(depth=18\): depth must be 6 n \+ 2, such as 8, 14, 20, 32, 44"),
        (lambda: models.VGG(12), r"VGG\(depth=12\): depth must be one of \[11, 13, 16, 19\]"),
        (
            lambda: models.VisionTransformer(image=30, patch=16),
            r"VisionTransformer\(image=30, patch=16\): patches of 16 must tile the image",
        ),
    ],
)
def test_sizes_that_do_not_exist(make, message):
    with pytest.raises(ValueError, match=message):
        make()
