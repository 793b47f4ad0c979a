"""Losses."""

from __future__ import annotations

from tests.examples._form import NUMBER, calls, fixed, integers, layers, normal, shares, uniform

# ---------------------------------------------------------------------- losses
WEIGHTS = "weight=torch.tensor([1.0, 2.0, 0.5]), "
REDUCED = "reduction={'mean'|'sum'|'none'}"
CHANCES = {"x": uniform(0.05, 0.95, 4, 3), "y": fixed(uniform(0, 1, 4, 3))}
LABELS = {"x": normal(5, 3), "y": integers(0, 3, 5)}
LOSSES = [
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
