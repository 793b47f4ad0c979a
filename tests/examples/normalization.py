"""Normalization layers."""

from __future__ import annotations

from tests.examples._form import CUBE, M, calls, fixed, layers, normal, positive

IMAGES = normal(3, 4, 3, 2)
THEN_EVAL = "layer(x); layer.eval(); layer(x)"  # the running statistics of one batch
THRICE = "layer(x); layer(x * 2 - 1); layer(x)"
CHANNELS_LAST = "layer(x[0].permute(0, 3, 1, 2))"
STATISTICS = {"m": fixed(normal(4)), "v": fixed(positive(4))}
AFFINE = {"w": normal(4), "b": normal(4)}
OPTIONS = "{|, eps=0.1|, momentum=0.3|, momentum=None|, affine=False|, track_running_stats=False|, bias=False}"
BOTH_OFF = "affine=False, track_running_stats=False"
NORMALIZATION = [
    *(e for f in ("", THEN_EVAL, THRICE) for e in layers(f"nn.BatchNorm1d(4{OPTIONS})", f, x=normal(5, 4))),
    *(e for f in ("", THEN_EVAL) for e in layers(f"nn.BatchNorm1d(4{OPTIONS})", f, x=normal(3, 4, 2))),
    *(e for f in ("", THEN_EVAL, THRICE) for e in layers(f"nn.BatchNorm2d(4{OPTIONS})", f, x=IMAGES)),
    *layers(f"nn.BatchNorm2d(4, {BOTH_OFF})", THEN_EVAL, x=IMAGES),
    *layers("nn.BatchNorm1d(4)", x=normal(1, 4, 3)),
    *layers("nn.BatchNorm2d(4)", CHANNELS_LAST, x=normal(1, 3, 2, 3, 4)),
    *calls(
        "F.{group_norm(x.permute(0, 3, 1, 2), 2, w, b)|instance_norm(x.permute(0, 3, 1, 2))}",
        x=normal(3, 2, 3, 4),
        **AFFINE,
    ),
    *layers("nn.{BatchNorm2d(4)|GroupNorm(2, 4)|InstanceNorm2d(4)}", x=normal(0, 4, 3, 2)),
    *calls("F.batch_norm(x, None, None{|, w|, bias=b|, w, b}, training=True{|, eps=0.2})", x=IMAGES, **AFFINE),
    *calls("F.batch_norm(x, m, v{|, w|, bias=b|, w, b}{|, eps=0.2})", x=IMAGES, **AFFINE, **STATISTICS),
    *calls("F.batch_norm(x, m, v, w, b, True, 0.7), m, v", x=normal(5, 4), **AFFINE, **STATISTICS),
    *calls("F.batch_norm(x.detach(), m, v, w, b{|, True})", x=fixed(normal(5, 4)), **AFFINE, **STATISTICS),
    *layers("nn.LayerNorm({4|(3, 4)|[4], eps=0.1|4, elementwise_affine=False|4, bias=False|(2, 3, 4)})", x=CUBE),
    *layers("nn.LayerNorm(4)", x=normal(4)),
    *layers("nn.{LayerNorm|RMSNorm}(4)", x=normal(0, 4)),
    *layers("nn.RMSNorm({4|(3, 4)|[4], eps=0.1|4, elementwise_affine=False|(2, 3, 4), 1e-6})", x=CUBE),
    *calls("F.layer_norm(x, (4,){|, w|, bias=b|, w, b|, eps=0.3})", x=M, **AFFINE),
    *calls("F.rms_norm(x, (4,){|, w|, eps=0.3|, w, 1e-3})", x=M, **AFFINE),
    *calls("F.{layer_norm|rms_norm}(x, {x.shape|[3, 4]})", x=M),
    *layers("nn.GroupNorm({1, 4|2, 4|4, 4|2, 4, eps=0.1|2, 4, affine=False|2, 4, bias=False})", x=IMAGES),
    *layers("nn.GroupNorm(2, 8)", x=normal(3, 8)),
    *layers("nn.GroupNorm(4, 4)", x=normal(3, 4, 5)),
    *calls("F.group_norm(x, 2{|, w|, w, b, 0.3})", x=IMAGES, **AFFINE),
    *layers(
        "nn.InstanceNorm1d(4{|, eps=0.1|, affine=True|, affine=True, bias=False|, track_running_stats=True})",
        x=normal(3, 4, 5),
    ),
    *layers("nn.InstanceNorm1d(4{|, affine=True})", x=normal(4, 5)),
    *layers("nn.InstanceNorm2d(4{|, affine=True})", x=normal(4, 3, 2)),
    *layers(
        "nn.InstanceNorm2d(4{|, momentum=0.3}, affine={True|False}, track_running_stats={True|False})", THRICE, x=IMAGES
    ),
    *layers("nn.InstanceNorm2d(4, affine=True, track_running_stats=True)", THEN_EVAL, x=IMAGES),
    *calls("F.instance_norm(x{|, weight=w|, bias=b|, weight=w, bias=b, eps=0.2})", x=IMAGES, **AFFINE),
    *calls("F.instance_norm(x, m, v, w, b{|, False|, momentum=0.4}), m, v", x=IMAGES, **AFFINE, **STATISTICS),
    *layers("nn.LocalResponseNorm({2|3|1|5, alpha=0.5|4, 0.3, 0.5, 2.0})", x=normal(2, 5, 3)),
    *layers("nn.LocalResponseNorm({2|3, alpha=1.0, k=0.5})", x=IMAGES),
    *calls("F.local_response_norm(x, 3{|, 0.7|, beta=0.5, alpha=0.9})", x=normal(2, 5, 3, 2)),
]
