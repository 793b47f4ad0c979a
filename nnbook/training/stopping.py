"""Early stopping: end training when the validation set says that the model gets worse."""

from __future__ import annotations

from typing import Any

from .._duck import engine_of, to_numpy
from .duck import Model
from .history import History


class EarlyStopping:
    """Stop after `patience` epochs without a better value of `monitor` on the validation data (Prechelt, 1998).

    Better means lower by more than `min_delta`, or higher with `mode="max"` (for an accuracy). With `restore_best` the
    model has the weights of its best epoch afterwards. This is the "no improvement in so many epochs" form, not
    Prechelt's generalization loss.
    """

    def __init__(
        self,
        patience: int = 5,
        monitor: str = "loss",
        *,
        min_delta: float = 0.0,
        mode: str = "min",
        restore_best: bool = True,
    ):
        if patience < 1:
            raise ValueError(f"EarlyStopping(patience={patience}): at least one epoch must pass without improvement.")
        if mode not in ("min", "max"):
            raise ValueError(f'EarlyStopping(mode={mode!r}): mode must be "min" (a loss) or "max" (an accuracy).')
        self.patience, self.monitor, self.min_delta = patience, monitor, abs(min_delta)
        self.mode, self.restore_best = mode, restore_best
        self.reset()

    def reset(self) -> None:
        """Forget the run before; `fit` calls it when it starts."""
        self.best: float | None = None
        self.best_epoch = 0
        self.waited = 0
        self.weights: dict[str, Any] = {}

    def update(self, model: Model, epoch: int, history: History) -> bool:
        """Look at the last epoch; True if training should end."""
        if self.monitor not in history.validation:
            known = ", ".join(history.validation) or "nothing: give fit(validation=...)"
            raise ValueError(f"EarlyStopping(monitor={self.monitor!r}): the validation data measures {known}.")
        value = history.validation[self.monitor][-1]
        sign = 1 if self.mode == "min" else -1
        if self.best is None or sign * value < sign * self.best - self.min_delta:
            self.best, self.best_epoch, self.waited = value, epoch, 0
            if self.restore_best:
                self.weights = {name: to_numpy(tensor).copy() for name, tensor in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, model: Model) -> None:
        """Give the model the weights of its best epoch."""
        if self.weights:
            engine = engine_of(next(iter(model.parameters())))
            model.load_state_dict({name: engine.as_tensor(array) for name, array in self.weights.items()})

    def state_dict(self) -> dict[str, Any]:
        """All that a run which goes on must know."""
        return {"best": self.best, "best_epoch": self.best_epoch, "waited": self.waited, "weights": self.weights}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state of `state_dict`."""
        self.best, self.best_epoch, self.waited = state["best"], state["best_epoch"], state["waited"]
        self.weights = dict(state["weights"])
