"""A training run that a test kills: `python killed_run.py ENGINE FOLDER RESULT`. Saves after every step."""

import sys
from importlib import import_module
from pathlib import Path

import numpy as np

from nnbook._duck import to_numpy
from nnbook.training import Checkpoint, EarlyStopping, fit

EPOCHS, ROWS, BATCH = 12, 96, 8


def main(name: str, folder: str, result: str) -> None:
    engine = import_module(name)
    nn, data = engine.nn, engine.utils.data
    if name == "torch":
        engine.set_num_threads(1)
    engine.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Dropout(0.2), nn.BatchNorm1d(64), nn.Linear(64, 3))
    x = np.random.default_rng(0).standard_normal((ROWS, 6)).astype(np.float32)
    y = x[:, :3].argmax(axis=1)
    optimizer = engine.optim.Adam(model.parameters(), lr=0.01)
    pairs = data.TensorDataset(engine.tensor(x), engine.tensor(y))
    fit(
        model,
        nn.CrossEntropyLoss(),
        optimizer,
        data.DataLoader(pairs, batch_size=BATCH, shuffle=True),
        epochs=EPOCHS,
        validation=data.DataLoader(pairs, batch_size=ROWS),
        scheduler=engine.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS),
        clip_norm=1.0,
        early_stopping=EarlyStopping(50),
        checkpoint=Checkpoint(folder, every_steps=1),
        resume=True,
        seed=1,
    )
    Path(result).write_bytes(b"".join(to_numpy(t).tobytes() for t in model.state_dict().values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
