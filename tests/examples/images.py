"""Layers of images."""

from __future__ import annotations

from tests.examples._form import apart, calls, layers, normal

# ---------------------------------------------------------------------- images
IMAGE, POOLED, POOLED_APART = normal(2, 4, 6, 5), normal(2, 2, 7, 6), apart(2, 2, 7, 6)
POOLS = "{2|3, 2|3, stride=2, padding=1|2, ceil_mode=True|(2, 3)|3, 1, 1|2, (1, 2)|3, 2, 1, ceil_mode=True}"
IMAGES = [
    *layers(
        """
        nn.Conv2d(4, 6, 3{|, padding=1|, 2, 1|, 3|, dilation=2|, dilation=(1, 2), padding=2|, padding='same'})
        nn.Conv2d(4, 6, {(3, 2), stride=(2, 1), padding=(0, 1)|1|(1, 3)|2, stride=(1, 3)|5, padding=2, stride=3})
        nn.Conv2d(4, 6, {(5, 3), padding='same'|(2, 3), padding='valid'|(6, 5)})
        nn.Conv2d(4, {4, 3, groups=4|6, 3, groups=2, bias=False|8, 3, stride=2, padding=1, groups=4})
        nn.Conv2d(4, 6, 3, padding={1|2|(1, 2)|'same'}, padding_mode={'reflect'|'replicate'|'circular'})
        nn.Conv2d(4, 6, 3, padding='same', dilation=2, padding_mode={'reflect'|'zeros'})
        """,
        x=IMAGE,
    ),
    *layers("nn.Conv2d(4, 6, 3, padding=1)", x=normal(4, 6, 5)),
    *layers("nn.Conv2d(1, 1, 1)", x=normal(1, 1, 1, 1)),
    *calls("F.conv2d(x, w{|, b|, b, 2, 1|, None, (1, 2), (1, 0), 2})", x=IMAGE, w=normal(6, 4, 3, 2), b=normal(6)),
    *calls("F.conv2d(x, w, groups=2, padding='same')", x=IMAGE, w=normal(6, 2, 3, 3)),
    *layers(
        f"""
        nn.MaxPool2d({POOLS})
        nn.MaxPool2d({{2, dilation=2|3, 1, dilation=(2, 1)|2, return_indices=True}})
        nn.AdaptiveMaxPool2d({{1|(2, 3)|(None, 2)|5|3, return_indices=True}})
        """,
        x=POOLED_APART,
    ),
    *layers("nn.MaxPool2d({3, 2, 1, return_indices=True|2|3, 2, 1, 2, True, True})", x=apart(2, 7, 6)),
    *calls("F.max_pool2d(x, {2|3, 2, 1|(3, 2), ceil_mode=True|2, return_indices=True})", x=POOLED_APART),
    *layers(
        f"""
        nn.AvgPool2d({POOLS})
        nn.AvgPool2d({{3, 2, 1, count_include_pad=False|2, divisor_override=3}})
        nn.AdaptiveAvgPool2d({{1|(2, 3)|(None, 2)|5|(7, 6)|9}})
        """,
        x=POOLED,
    ),
    *layers("nn.AvgPool2d({2|3, 2, 1, True, False|3, 2, 1, ceil_mode=True, divisor_override=1})", x=normal(2, 7, 6)),
    *calls("F.avg_pool2d(x, {2|3, 2, 1|3, 2, 1, count_include_pad=False})", x=POOLED),
    *calls("F.adaptive_{avg|max}_pool2d(x, {1|(2, 3)|4})", x=apart(2, 7, 6)),
]
