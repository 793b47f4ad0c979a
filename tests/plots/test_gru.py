"""The figures of the chapter on GRU: a unit with its gates, and rows of results beside what they are compared with."""

from nnbook.plots import gru as figures


def test_unit_names_its_states_and_gates():
    (ax,) = figures.unit().axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert {"$z_t$", "$r_t$", "$n_t$", "$h_{t-1}$", "$h_t$", "$1 - z_t$"} < set(texts)
    assert texts.count("×") == 2 and texts.count("+") == 1


def test_rows_have_a_dot_for_each_seed_and_a_line_for_each_rival():
    (ax,) = figures.rows({"plain": [3.1, 3.2], "GRU": [3.0]}, {"last 2": 2.9, "last 4": 2.4}, "bits").axes
    assert [list(line.get_xdata()) for line in ax.lines] == [[3.1, 3.2], [3.0], [2.9, 2.9], [2.4, 2.4]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["plain", "GRU"]
    assert [text.get_text() for text in ax.texts] == ["last 2", "last 4"] and ax.get_xlabel() == "bits"
