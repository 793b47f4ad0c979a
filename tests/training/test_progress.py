"""The bar is there for a person who watches, and never in what is stored."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
from contextlib import contextmanager

import nbformat
from nbclient import NotebookClient

from nnbook.training import progress
from nnbook.training.history import History
from tools.notebooks import ThisPython

CELL = """\
import time
import nnbook
from nnbook.training import fit

def slowly(output, target):
    time.sleep(0.02)
    return nnbook.nn.MSELoss()(output, target)

model = nnbook.nn.Linear(1, 1)
batches = [(nnbook.zeros(2, 1), nnbook.zeros(2, 1))] * 10
history = fit(model, slowly, nnbook.optim.SGD(model.parameters(), lr=0.1), batches, epochs=2)
print(len(history.steps), "steps")"""


class Recorded(NotebookClient):
    """Executes like nbclient; `watched` says to the kernel that a person sits there, as JupyterLab does."""

    watched = False

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        client.allow_stdin = self.watched
        self.messages = []
        return client

    def process_message(self, message, cell, cell_index):
        self.messages.append((message["msg_type"], message["content"]))
        return super().process_message(message, cell, cell_index)


def run(watched, **environment):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    client = Recorded(
        notebook, timeout=60, kernel_name="python3", kernel_manager_class="jupyter_client.AsyncKernelManager"
    )
    client.watched = watched
    client.create_kernel_manager()
    client.km.kernel_spec_manager = ThisPython()
    paths = os.pathsep.join(p for p in sys.path if p)
    client.execute(env={**os.environ, "PYTHONPATH": paths, **environment}, cleanup_kc=True)
    return notebook.cells[0].outputs, client.messages


def texts(messages, kind):
    return [content["data"]["text/plain"] for name, content in messages if name == kind]


def test_a_person_in_a_notebook_sees_a_bar_that_is_gone_at_the_end():
    outputs, messages = run(watched=True)
    drawn = texts(messages, "update_display_data")
    assert any("epoch 2/2" in text and "/20" in text and "loss 0" in text for text in drawn)
    assert all(not text.startswith("\r") for text in drawn)
    assert [(out.output_type, out.get("text", out.get("data"))) for out in outputs] == [
        ("display_data", {"text/plain": ""}),
        ("stream", "20 steps\n"),
    ]


def test_a_notebook_that_a_program_executes_stores_no_trace_of_a_bar():
    outputs, messages = run(watched=False)
    assert [(out.output_type, out.text) for out in outputs] == [("stream", "20 steps\n")]
    assert not texts(messages, "update_display_data")


def test_the_variable_turns_the_bar_off_for_a_person_too():
    outputs, _ = run(watched=True, NNBOOK_PROGRESS="0")
    assert [(out.output_type, out.text) for out in outputs] == [("stream", "20 steps\n")]


@contextmanager
def terminal():
    """A terminal of 80 columns as standard error; yields a function that reads what was written to it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with os.fdopen(theirs, "w") as stream:
        yield stream, lambda: everything(stream, ours)
    os.close(ours)


def everything(stream, ours):
    stream.flush()
    parts = []
    while select.select([ours], [], [], 0.2)[0]:  # a terminal hands out what it has, not all at once
        parts.append(os.read(ours, 4096))
    return b"".join(parts).decode()


def advance(epochs, steps, data):
    history = History()
    with progress.bar(True, epochs, data) as follow:
        for _ in range(epochs):
            for number in follow(range(steps), history):
                history.steps.append(float(number))
            history.train.setdefault("loss", []).append(0.0)


def test_a_terminal_gets_a_bar_that_is_wiped_away(monkeypatch):
    monkeypatch.delenv("NNBOOK_PROGRESS", raising=False)
    with terminal() as (stream, read):
        monkeypatch.setattr(sys, "stderr", stream)
        advance(2, 5, data=[None] * 5)
        shown = read()
    assert "epoch 1/2:   0%" in shown
    assert "epoch 2/2:  50%" in shown
    assert "5/10" in shown
    assert "\n" not in shown
    assert shown.endswith("\r")
    assert shown.split("\r")[-2].strip() == ""


def test_data_of_unknown_length_get_a_counter(monkeypatch):
    monkeypatch.delenv("NNBOOK_PROGRESS", raising=False)
    with terminal() as (stream, read):
        monkeypatch.setattr(sys, "stderr", stream)
        advance(2, 5, data=iter(()))
        assert "epoch 2/2: 5step" in read()


def test_no_bar_without_a_terminal_without_tqdm_or_by_request(monkeypatch, capsys):
    monkeypatch.delenv("NNBOOK_PROGRESS", raising=False)
    advance(1, 3, data=[])
    assert capsys.readouterr().err == ""
    with terminal() as (stream, read):
        monkeypatch.setattr(sys, "stderr", stream)
        assert progress.stage() is stream
        with progress.bar(False, 1, []) as follow:
            assert list(follow([1, 2], History())) == [1, 2]
        with monkeypatch.context() as only_here:
            only_here.setenv("NNBOOK_PROGRESS", "0")
            assert progress.stage() is None
        monkeypatch.setitem(sys.modules, "tqdm", None)  # import tqdm now raises
        advance(1, 3, data=[])
        stream.write("end")
        assert read() == "end"


def test_a_program_without_standard_error_gets_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert progress.stage() is None
