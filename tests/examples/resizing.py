"""Layers of sequences, layers that resize images or rearrange them, and borders."""

from __future__ import annotations

import numpy as np

from tests.examples._form import Sample, apart, calls, fixed, layers, normal, uniform

SEQUENCE, ROW = normal(2, 4, 9), normal(4, 9)
IMAGE, SMALL = normal(2, 4, 6, 5), normal(2, 3, 4, 5)
POOLED, POOLED_APART = normal(2, 3, 11), apart(2, 3, 11)
POOLS = "{2|3, 2|3, stride=2, padding=1|2, ceil_mode=True|(3,), 1, 1|3, 2, 1, ceil_mode=True}"
POSITIVE = {"sequence": uniform(0.5, 2, 2, 3, 8), "image": uniform(0.5, 2, 2, 3, 5, 6)}


def places(*shape: int, axes: int = 1) -> Sample:
    """Different places within every channel."""
    channels, count = shape[:-axes], int(np.prod(shape[-axes:]))
    return fixed(Sample(lambda rng: rng.permuted(np.tile(np.arange(count), (*channels, 1)), axis=-1).reshape(shape)))


CONVOLUTIONS = [
    *layers(
        """
        nn.Conv1d(4, 6, {3|3, padding=1|3, 2, 1|3, dilation=2|(2,), stride=(3,), padding=(1,)|5, padding='same'|1})
        nn.Conv1d(4, {4, 3, groups=4|6, 3, groups=2, bias=False|8, 3, 2, 1, groups=4|2, 4, padding='valid'})
        nn.Conv1d(4, 6, 3, padding={1|'same'}, padding_mode={'reflect'|'replicate'|'circular'})
        nn.ConvTranspose1d(4, 6, {3|3, 2|3, 2, 1, 1|4, 2, 1|2, dilation=3|(3,), stride=(3,), padding=(1,)})
        nn.ConvTranspose1d(4, {4, 3, groups=4|6, 3, 2, groups=2, bias=False|8, 3, 3, 1, 2, groups=4})
        """,
        x=SEQUENCE,
    ),
    *layers("nn.{Conv1d|ConvTranspose1d}(4, 3, 3, padding=1)", x=ROW),
    *layers("nn.ConvTranspose1d(4, 3, 3, stride=3)", "layer(x, output_size=[28])", x=SEQUENCE),
    *layers("nn.ConvTranspose1d(4, 3, 3, stride=3)", "layer(x, output_size=[2, 3, 27])", x=SEQUENCE),
    *layers(
        """
        nn.ConvTranspose2d(4, 6, {3|3, 2|3, 2, 1, 1|4, 2, 1|2, 2|2, dilation=2|(3, 2), stride=(2, 1), padding=(1, 0)})
        nn.ConvTranspose2d(4, 6, {3, 3, 0, 2|1|1, 2|3, (1, 3), 1, (0, 2)|2, 1, 0, 1, dilation=2|5, 1, 2})
        nn.ConvTranspose2d(4, {4, 3, groups=4|6, 3, 2, groups=2, bias=False|8, 3, 3, 1, 2, groups=4})
        """,
        x=IMAGE,
    ),
    *layers("nn.ConvTranspose2d(4, 3, 3, padding=1)", x=normal(4, 6, 5)),
    *layers("nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1)", "layer(x, output_size=[12, 9])", x=IMAGE),
    *layers("nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1)", "layer(x, output_size=[2, 3, 11, 10])", x=IMAGE),
    *calls("F.conv1d(x, w{|, b|, b, 2, 1|, None, (2,), (1,), 2})", x=SEQUENCE, w=normal(6, 4, 3), b=normal(6)),
    *calls(
        "F.conv_transpose1d(x, w{|, b|, b, 2, 1, 1|, None, (3,), (1,), (2,), 1, (2,)})",
        x=SEQUENCE, w=normal(4, 5, 3), b=normal(5),
    ),
    *calls(
        "F.conv_transpose2d(x, w{|, b|, b, 2, 1, 1|, None, (3, 2), (1, 0), (2, 1), 1, (2, 1)})",
        x=IMAGE, w=normal(4, 5, 3, 2), b=normal(5),
    ),
    *calls("F.conv_transpose2d(x, w, groups=2)", x=IMAGE, w=normal(4, 3, 3, 3)),
]  # fmt: skip
POOLING = [
    *layers(f"nn.MaxPool1d({POOLS})", x=POOLED_APART),
    *layers("nn.MaxPool1d({2, dilation=2|3, 1, dilation=(3,)|2, return_indices=True})", x=POOLED_APART),
    *layers("nn.MaxPool1d({3, 2, 1, return_indices=True|2|3, 2, 1, 2, True, True})", x=apart(3, 11)),
    *layers(f"nn.AvgPool1d({POOLS})", x=POOLED),
    *layers("nn.AvgPool1d({3, 2, 1, count_include_pad=False|3, 2, 1, True, False})", x=POOLED),
    *layers("nn.AdaptiveAvgPool1d({1|3|(4,)|11|15})", x=POOLED),
    *layers("nn.AdaptiveMaxPool1d({1|3|(4,)|11|15|3, return_indices=True})", x=POOLED_APART),
    *calls("F.max_pool1d(x, {2|3, 2, 1|3, ceil_mode=True|2, return_indices=True})", x=POOLED_APART),
    *calls("F.avg_pool1d(x, {2|3, 2, 1|3, 2, 1, count_include_pad=False})", x=POOLED),
    *calls("F.adaptive_{avg|max}_pool1d(x, {1|3|(5,)})", x=apart(3, 11)),
    *calls("F.max_unpool1d(*F.max_pool1d(x, 3, return_indices=True), 3{|, output_size=(11,)})", x=apart(2, 3, 11)),
    *layers(
        "nn.MaxUnpool2d({2|3, 2|(2, 3), (3, 2)|3, 2, 1})", "layer(x, at)",
        x=normal(2, 3, 2, 2), at=places(2, 3, 2, 2, axes=2),
    ),
    *layers("nn.MaxUnpool2d(2)", "layer(x, at, output_size=[5, 4])", x=normal(2, 2, 2), at=places(2, 2, 2, axes=2)),
    *layers("nn.MaxUnpool2d(2)", "layer(x, at, [2, 1, 5, 5])", x=normal(2, 1, 2, 2), at=places(2, 1, 2, 2, axes=2)),
    *layers("nn.MaxUnpool1d({2|3, 2|3, 2, 1})", "layer(x, at)", x=normal(3, 4), at=places(3, 4)),
    *calls(
        "F.max_unpool2d(x, at, {2|(3, 2)|2, 3, output_size=(6, 5)})", x=normal(3, 2, 2), at=places(3, 2, 2, axes=2)
    ),
    *layers("nn.LPPool1d({2, 3|3, 2, 1|1, 3, 2, ceil_mode=True})", x=POSITIVE["sequence"]),
    *layers("nn.LPPool2d({2, 3|3, 2, 1|1, (2, 3), 2, True|1.5, 2})", x=POSITIVE["image"]),
    *layers("nn.LPPool{1d|2d}({float('inf')|-float('inf')}, 2)", x=apart(2, 4, 6)),
    *calls("F.lp_pool1d(x, {2, 2|1, 3, 1})", x=POSITIVE["sequence"]),
    *calls("F.lp_pool2d(x, {2, 2|3, (1, 2), 2})", x=POSITIVE["image"]),
]  # fmt: skip
SIZES = "size={3|(7, 4)|(8, 10)|(1, 1)|(4, 5)}"
FACTORS = "scale_factor={2|(1.5, 0.6)|3.0|0.7|(2, 1)}"
INTERPOLATION = [
    *layers(f"nn.Upsample({SIZES})", x=SMALL),
    *layers("nn.Upsample(scale_factor={2|(1.5, 0.6)|0.7}, mode='{nearest|nearest-exact|bilinear|bicubic}')", x=SMALL),
    *layers("nn.Upsample({7|None, 2|(3, 4), None}, mode={'bilinear'|'bicubic'}, align_corners={True|False})", x=SMALL),
    *layers("nn.Upsample(None, (1.3, 2.7), '{nearest|bilinear|area}', recompute_scale_factor=True)", x=SMALL),
    *layers("nn.Upsample({7|None, 2|None, (1.7,)|(3,)}, mode='{nearest|nearest-exact|linear}')", x=normal(2, 3, 5)),
    *layers("nn.Upsampling{Nearest2d|Bilinear2d}({3|(6, 9)|None, 2|None, (2, 3)})", x=SMALL),
    *calls(f"F.interpolate(x, {SIZES}, mode='{{nearest|nearest-exact|area|bilinear|bicubic}}')", x=SMALL),
    *calls(f"F.interpolate(x, {FACTORS}, mode='{{nearest|nearest-exact|area|bilinear|bicubic}}')", x=SMALL),
    *calls(f"F.interpolate(x, {FACTORS}, mode='{{bilinear|bicubic}}', align_corners=True)", x=SMALL),
    *calls("F.interpolate(x, {3|9|None, 2.5}, mode='{nearest|linear|area}')", x=normal(2, 3, 5)),
    *calls("F.interpolate(x, {3|9|1|None, 2.5}, mode='linear', align_corners={True|False})", x=normal(2, 3, 5)),
]  # fmt: skip
REARRANGING = [
    *layers("nn.PixelShuffle({2|1})", x=normal(2, 8, 3, 4)),
    *layers("nn.PixelUnshuffle({2|1})", x=normal(2, 3, 4, 6)),
    *layers("nn.ChannelShuffle({2|3|1|6})", x=normal(2, 6, 3, 2)),
    *calls("F.pixel_shuffle(x, {3|1})", x=normal(9, 2, 2)),
    *calls("F.pixel_shuffle(x, 2)", x=normal(2, 3, 4, 2, 2)),
    *calls("F.pixel_unshuffle(x, {2|1})", x=normal(1, 4, 2)),
    *calls("F.channel_shuffle(x, {2|4})", x=normal(1, 4, 3)),
    *layers("nn.Unfold({2|3, padding=1|(2, 3), 2, (1, 2), 2|3, stride=(2, 1)|(6, 5)})", x=IMAGE),
    *layers("nn.Unfold({2|(1, 3), 1, 1, 3})", x=normal(4, 6, 5)),
    *layers("nn.Fold({(4, 3), 2|(2, 3), (1, 3), padding=(0, 1)|(3, 2), 2, padding=(0, 1)})", x=normal(2, 12, 6)),
    *layers("nn.Fold({(5, 5), 2, stride=(2, 1)|(2, 7), 3, 2, 2, (1, 2)})", x=normal(36, 8)),
    *calls("F.unfold(x, {3|2, 2, 1, 2|(2, 1), stride=2})", x=IMAGE),
    *calls("F.fold(x, (4, 5), {2|(2, 2), 1, 0, (1, 1)})", x=normal(2, 8, 12)),
]
PADDING = [
    *layers("nn.{Zero|Reflection|Replication|Circular}Pad1d({1|(2, 0)|(1, 3)})", x=normal(2, 3, 5)),
    *layers("nn.{Zero|Reflection|Replication|Circular}Pad2d({1|(2, 0, 1, 3)})", x=SMALL),
    *layers("nn.{Zero|Reflection|Replication|Circular}Pad2d(1)", x=normal(3, 4, 5)),
    *layers("nn.ConstantPad1d({1, 0.5|(2, 0), 3|(-1, 2), 1.5})", x=normal(2, 3, 5)),
    *layers("nn.ConstantPad2d({1, 0.5|(2, 0, -1, 1), 3})", x=SMALL),
]
RESIZING = [*CONVOLUTIONS, *POOLING, *INTERPOLATION, *REARRANGING, *PADDING]
