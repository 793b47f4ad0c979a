"""Losses."""

from __future__ import annotations

from dataclasses import replace

from tests.examples._form import (
    CUBE,
    NUMBER,
    POSITIVE,
    M,
    Sample,
    apart,
    calls,
    fixed,
    integers,
    layers,
    normal,
    positive,
    shares,
    uniform,
)

# ---------------------------------------------------------------------- losses
WEIGHTS = "weight=torch.tensor([1.0, 2.0, 0.5]), "
REDUCED = "reduction={'mean'|'sum'|'none'}"
CHANCES = {"x": uniform(0.05, 0.95, 4, 3), "y": fixed(uniform(0, 1, 4, 3))}
LABELS = {"x": normal(5, 3), "y": integers(0, 3, 5)}
SIGNS = fixed(Sample(lambda rng: rng.choice([-1.0, 1.0], (4, 3))))
SIGN = Sample(lambda rng: rng.choice([-1, 1], 4))
POINTS = {"x": normal(4, 3), "y": normal(4, 3), "z": normal(4, 3)}
COUNTS = {"x": normal(4, 3), "y": fixed(Sample(lambda rng: rng.integers(0, 5, (4, 3)) * 1.0))}
SUMMED = "reduction={'sum'|'none'}"
# ---------------------------------------------------------------------- all but cross-entropy, its binary form, squares
OTHERS = [
    *layers(
        f"""
        nn.{{SmoothL1Loss|HuberLoss}}({REDUCED})
        nn.{{SmoothL1Loss(beta=0.3)|SmoothL1Loss(beta=0.0)|HuberLoss(delta=0.4)|HuberLoss("sum", 2.0)}}
        """,
        x=apart(4, 3),
        y=normal(4, 3),
    ),
    *layers("nn.{SmoothL1Loss|HuberLoss}()", x=NUMBER, y=normal()),
    *calls(f"F.{{smooth_l1_loss|huber_loss}}(x, y, {REDUCED})", x=normal(4, 3), y=normal(4, 3)),
    *calls(f"F.huber_loss(x, y, delta=0.5, weight=w, {REDUCED})", x=M, y=normal(3, 4), w=fixed(POSITIVE)),
    *layers(
        "nn.KLDivLoss({reduction='batchmean'|reduction='sum'|reduction='none', log_target=True})",
        "layer(x.log_softmax(1), y)",
        x=M,
        y=fixed(shares(3, 4)),
    ),
    *calls("F.kl_div(x, y.softmax(1), reduction={'batchmean'|'sum'|'none'})", x=M, y=normal(3, 4)),
    *calls("F.kl_div(x, y, reduction='batchmean'{|, log_target=True})", x=normal(2, 3, 4), y=fixed(positive(2, 3, 4))),
    *calls("F.kl_div(x, y, log_target=True, reduction={'sum'|'none'})", x=M, y=normal(3, 4)),
    *calls("F.kl_div(x, torch.tensor([0.0, 1.0, 0.0, 0.0]), reduction='sum')", x=normal(4)),
    *layers(f"nn.HingeEmbeddingLoss({{|margin=0.4, }}{REDUCED})", x=normal(4, 3), y=SIGNS),
    *calls(f"F.hinge_embedding_loss(x, y, {{|0.3, }}{REDUCED})", x=normal(4, 3), y=SIGNS),
    *calls("F.hinge_embedding_loss(x, y)", x=normal(4), y=SIGN),
    *layers(f"nn.MarginRankingLoss({{|margin=0.7, }}{REDUCED})", x=normal(4, 3), y=normal(4, 3), target=SIGNS),
    *calls(f"F.margin_ranking_loss(x, y, t, {REDUCED})", x=normal(4), y=normal(1), t=SIGN),
    *layers(
        f"""
        nn.MultiMarginLoss({{|2, |margin=0.5, |2, 0.3, }}{REDUCED})
        nn.MultiMarginLoss({WEIGHTS}{{|p=2, }}{REDUCED})
        """,
        **LABELS,
    ),
    *layers("nn.MultiMarginLoss({|2})", x=normal(3), y=integers(0, 3)),
    *calls("F.multi_margin_loss(x, y, reduction='none')", x=normal(3), y=integers(0, 3, 1)),
    *calls("F.multi_margin_loss(x, y, {2|margin=2.0|reduction='sum'})", **LABELS),
    *layers(f"nn.CosineEmbeddingLoss({{|margin=0.2, }}{REDUCED})", x=normal(4, 3), y=normal(4, 3), target=SIGN),
    *calls("F.cosine_embedding_loss(x, y, t{|, -0.5|, reduction='none'})", x=normal(5), y=normal(5), t=integers(1, 2)),
    *layers(
        f"""
        nn.TripletMarginLoss({{|margin=2.5, |p=1.0, |swap=True, |eps=0.1, }}{REDUCED})
        nn.TripletMarginWithDistanceLoss({{|margin=2.5, |swap=True, }}{REDUCED})
        nn.TripletMarginWithDistanceLoss(distance_function=F.l1_loss)
        nn.TripletMarginWithDistanceLoss(distance_function=nn.PairwiseDistance(1.0))
        """,
        **POINTS,
    ),
    *calls("F.triplet_margin_loss(x, y, z{|, 0.5, 3.0|, swap=True|, reduction='sum'})", **POINTS),
    *calls("F.triplet_margin_with_distance_loss(x, y, z, distance_function=F.cosine_similarity, margin=0.5)", **POINTS),
    *layers(f"nn.SoftMarginLoss({REDUCED})", x=normal(4, 3), y=SIGNS),
    *calls("F.soft_margin_loss(x, y)", x=M, y=fixed(normal(3, 4))),
    *layers(f"nn.PoissonNLLLoss({{|False, |full=True, |eps=0.1, }}{REDUCED})", **COUNTS),
    *layers("nn.PoissonNLLLoss({|log_input=False})", x=positive(4, 3), y=COUNTS["y"]),
    *calls("F.poisson_nll_loss(x, y{|, full=True|, reduction='sum'})", **COUNTS),
    *layers(f"nn.GaussianNLLLoss({{|full=True, }}{REDUCED})", x=M, y=normal(3, 4), v=POSITIVE),
    *calls(
        "F.gaussian_nll_loss(x, y, {v|v[:, :1]|v[:, 0]|2.0|v, full=True|v, reduction='none'})", x=M, y=M, v=POSITIVE
    ),
    *layers(f"nn.MultiLabelSoftMarginLoss({{|{WEIGHTS}}}{REDUCED})", **CHANCES),
    *calls("F.multilabel_soft_margin_loss(x, y{|, reduction='sum'})", **CHANCES),
]
# ---------------------------------------------------------------------- distances
TWO = {"x": normal(2, 3, 4), "y": normal(2, 3, 4)}
DISTANCES = [
    *layers("nn.{CosineSimilarity|PairwiseDistance}()", **TWO),
    *layers("nn.{CosineSimilarity(-1)|CosineSimilarity(dim=0)|PairwiseDistance(1, 0.1)}", **TWO),
    *calls("F.cosine_similarity(x, y{|, 0|, dim=-1})", **TWO),
    *calls("F.cosine_similarity(x, y[:1]{|, dim=2})", **TWO),
    *calls("F.pairwise_distance(x, y{|, 1|, p=3.0|, eps=0.2|, p=float('inf')|, 0.5|, keepdim=True})", **TWO),
    *calls("nn.PairwiseDistance(3.0, keepdim=True)(x, y)", **TWO),
    *calls("F.pairwise_distance(x, y[0]), F.pairwise_distance(x[0, 0], y[1, 1])", **TWO),
    *calls("F.normalize(x{|, 1|, p=3.0|, dim=-1|, dim=0, p=float('inf')|, eps=5.0})", x=CUBE),
]
# A length or variance that is too small counts as more, and passes its gradient on as if it did not.
GUARDED = [
    *layers(f"nn.GaussianNLLLoss(eps=1.0, {REDUCED})", x=M, y=normal(3, 4), v=POSITIVE),
    *calls("{F.cosine_similarity(x, y, eps=3.0)|nn.CosineSimilarity(0, 2.5)(x, y)}", **TWO),
]
LOSSES = [
    *OTHERS,
    *DISTANCES,
    *(replace(example, by_rule=True) for example in GUARDED),
    *layers(f"nn.{{MSELoss|L1Loss}}({REDUCED})", x=normal(4, 3), y=normal(4, 3)),
    *layers("nn.{MSELoss|L1Loss}()", x=NUMBER, y=normal()),
    *calls(f"F.{{mse_loss|l1_loss}}(x, y, {REDUCED})", x=normal(4, 3), y=normal(4, 3)),
    *layers(f"nn.BCELoss({{|{WEIGHTS}}}{REDUCED})", **CHANCES),
    *layers(
        f"""
        nn.BCEWithLogitsLoss({REDUCED})
        nn.BCEWithLogitsLoss({{|{WEIGHTS}}}pos_weight=torch.tensor([3.0, 1.0, 0.2]))
        """,
        x=normal(4, 3),
        y=CHANCES["y"],
    ),
    *calls("F.binary_cross_entropy{|_with_logits}(x, y{|, reduction='sum'})", **CHANCES),
    *layers(
        f"""
        nn.{{CrossEntropyLoss|NLLLoss}}({{|{WEIGHTS}|ignore_index=1, }}{REDUCED})
        nn.CrossEntropyLoss({{|{WEIGHTS}|{WEIGHTS}ignore_index=2, }}label_smoothing=0.2, {REDUCED})
        """,
        **LABELS,
    ),
    *layers(
        f"""
        nn.{{CrossEntropyLoss|NLLLoss}}({{|{WEIGHTS}|{WEIGHTS}ignore_index=1, }}{REDUCED})
        nn.CrossEntropyLoss(label_smoothing=0.1, {{|{WEIGHTS}|ignore_index=0}})
        """,
        x=normal(2, 3, 4, 2),
        y=integers(0, 3, 2, 4, 2),
    ),
    *layers(f"nn.CrossEntropyLoss({{|{WEIGHTS}}}{{|label_smoothing=0.3, }}{REDUCED})", x=normal(5, 3), y=shares(5, 3)),
    *layers("nn.CrossEntropyLoss()", x=normal(2, 3, 4), y=shares(2, 3, 4)),
    *layers("nn.{CrossEntropyLoss|NLLLoss}()", x=normal(3), y=integers(0, 3)),
    *calls("F.{cross_entropy|nll_loss}(x, y, {reduction='sum'|ignore_index=0})", **LABELS),
    *calls("F.{cross_entropy|nll_loss}(x, y, torch.tensor([1.0, 2.0, 0.5], dtype=x.dtype))", **LABELS),
    *calls("F.cross_entropy(x, y, label_smoothing=0.5)", **LABELS),
]
