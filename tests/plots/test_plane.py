"""Points and decision regions: colors, places, and that the regions are the model's."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

import nnbook
from nnbook.models import MLP, Perceptron
from nnbook.on_torch import on_torch
from nnbook.plots import decision_regions, points, style

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0, 2.0]])


def scatters(figure):
    """(name, color, places) of each class."""
    classes = [c for c in figure.axes[0].collections if len(getattr(c, "get_sizes", tuple)())]
    return [(c.get_label(), tuple(c.get_facecolor()[0][:3]), c.get_offsets().tolist()) for c in classes]


def region(figure, x, y):
    """The number of the class whose tint lies at a place."""
    (picture,) = figure.axes[0].images
    left, right, bottom, top = picture.get_extent()
    array = picture.get_array()
    row, column = int((y - bottom) / (top - bottom) * len(array)), int((x - left) / (right - left) * array.shape[1])
    return int(array[row, column])


def test_each_class_has_its_color_its_marker_and_its_points():
    figure = points(X, [1, 0, 1, 0], features=("a (cm)", "b (cm)"))
    (ax,) = figure.axes
    assert scatters(figure) == [
        ("0", to_rgb(style.COLORS[0]), X[[1, 3]].tolist()),
        ("1", to_rgb(style.COLORS[1]), X[[0, 2]].tolist()),
    ]
    shapes = [c.get_paths()[0].vertices.shape for c in ax.collections]
    assert shapes[0] != shapes[1]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a (cm)", "b (cm)")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["0", "1"]


def test_a_class_keeps_its_name_and_color_when_others_are_missing():
    (only,) = scatters(points(X, [2, 2, 2, 2], classes=["a", "b", "c"]))
    assert only[:2] == ("c", to_rgb(style.COLORS[2]))
    names = [name for name, _, _ in scatters(points(X, [-1, 1, 1, -1], classes=["minus", "plus"]))]
    assert names == ["minus", "plus"]
    with pytest.raises(ValueError, match=r"3 class names \(a, b, c\) for the 2 classes \[-1, 1\]"):
        points(X, [-1, 1, 1, -1], classes=["a", "b", "c"])


def test_many_classes_have_different_looks():
    figure = points(np.zeros((10, 2)), range(10))
    looks = {(c.get_facecolor().tobytes(), c.get_paths()[0].vertices.tobytes()) for c in figure.axes[0].collections}
    assert len(looks) == 10


@pytest.mark.parametrize("rotate", [False, True])
def test_regions_are_where_the_function_says(rotate):
    def right_half(places):
        return places[:, int(rotate)] - 0.5

    figure = decision_regions(right_half, X, [0, 1, 0, 1], classes=["no", "yes"])
    assert [region(figure, 0.4, 0.4), region(figure, 0.6, 0.4), region(figure, 0.4, 1)] == [
        0,
        int(not rotate),
        int(rotate),
    ]
    (line,) = [c for c in figure.axes[0].collections if c.get_label() not in ("no", "yes")]
    places = np.concatenate([path.vertices for path in line.get_paths()])
    np.testing.assert_allclose(places[:, int(rotate)], 0.5, atol=1e-6)
    assert [name for name, _, _ in scatters(figure)] == ["no", "yes"]


def test_regions_reach_a_tenth_beyond_the_points():
    (picture,) = decision_regions(lambda places: places[:, 0], X, [0, 1, 0, 1]).axes[0].images
    np.testing.assert_allclose(picture.get_extent(), [-0.1, 1.1, -0.2, 2.2])
    assert picture.get_array().shape == (200, 200)
    palette = [tuple(color[:3]) for color in picture.cmap.colors]
    assert palette == [style.tint(style.COLORS[0]), style.tint(style.COLORS[1])]


def test_the_largest_of_several_scores_wins():
    centers = np.array([[0, 0], [1, 0], [0, 2], [1, 2]])

    def nearness(places):
        return -((places[:, None] - centers) ** 2).sum(axis=2)

    figure = decision_regions(nearness, X, [0, 1, 2, 3])
    assert [region(figure, *place) for place in [(0.1, 0.1), (0.9, 0.1), (0.1, 1.9), (0.9, 1.9)]] == [0, 1, 2, 3]
    assert region(figure, 0.51, 1.01) == 3
    lines = [c for c in figure.axes[0].collections if type(c).__name__ == "QuadContourSet"]
    places = np.concatenate([path.vertices for line in lines for path in line.get_paths()])
    np.testing.assert_allclose(np.abs(places - [0.5, 1]).min(axis=1), 0, atol=0.01)  # a cross between the four
    assert (np.ptp(places, axis=0) > [1.1, 2.3]).all()


def test_labels_of_a_classifier_are_taken_as_they_are():
    def labels(places):
        return np.where(places[:, 0] > 0.5, 1, -1)

    figure = decision_regions(labels, X, [-1, 1, -1, 1])
    assert [region(figure, 0.2, 1), region(figure, 0.8, 1)] == [0, 1]
    figure = decision_regions(lambda places: places[:, 0] > 0.5, X, [0, 1, 0, 1])
    assert [region(figure, 0.2, 1), region(figure, 0.8, 1)] == [0, 1]
    figure = decision_regions(lambda places: labels(places) + 3, X, [2, 2, 2, 2])  # 4 is nobody's label
    assert [region(figure, 0.2, 1), region(figure, 0.8, 1)] == [0, 1]


def test_colors_of_points_and_regions_agree_when_a_class_has_no_points():
    def scores(places):
        return np.eye(3)[np.full(len(places), 2)]

    figure = decision_regions(scores, X, [2, 2, 2, 2], classes=["a", "b", "c"])
    assert region(figure, 0.5, 0.5) == 2
    assert scatters(figure)[0][:2] == ("c", to_rgb(style.COLORS[2]))


def test_a_threshold_moves_the_border():
    def probability(places):
        return places[:, :1]

    figure = decision_regions(probability, X, [0, 1, 0, 1], threshold=0.75)
    assert [region(figure, 0.7, 1), region(figure, 0.8, 1)] == [0, 1]


@pytest.mark.parametrize("kind", [Perceptron, on_torch(Perceptron)])
@pytest.mark.parametrize("double", [False, True])
def test_a_module_of_either_engine_is_asked_in_its_own_numbers(kind, double):
    model = kind(2).double() if double else kind(2)
    engine = torch if isinstance(model, torch.nn.Module) else nnbook
    model.load_state_dict({"weight": engine.tensor([1.0, 0.0]), "bias": engine.tensor(-0.5)})
    recorded = []

    class Spied:
        parameters = model.parameters

        def __call__(self, places):
            recorded.append(engine.is_grad_enabled())
            return model(places)

    figure = decision_regions(Spied(), X, [-1, 1, -1, 1])
    assert [region(figure, 0.4, 1), region(figure, 0.6, 1)] == [0, 1]
    assert recorded == [False]


def test_a_network_with_a_score_per_class():
    nnbook.manual_seed(0)
    model = MLP([2, 8, 3])
    figure = decision_regions(model, X, [0, 1, 2, 1], resolution=20)
    left, right, bottom, top = figure.axes[0].images[0].get_extent()
    u, v = np.meshgrid(np.linspace(left, right, 20), np.linspace(bottom, top, 20))
    scores = model(nnbook.tensor(np.stack([u.ravel(), v.ravel()], 1).astype(np.float32))).detach().numpy()
    np.testing.assert_array_equal(figure.axes[0].images[0].get_array(), scores.argmax(1).reshape(20, 20))


def test_wrong_arrays_are_named():
    with pytest.raises(
        ValueError, match=r"points got x of shape \(4, 3\): expected \(N, 2\), .* Columns\? x\[:, \[0, 1\]\]"
    ):
        points(np.zeros((4, 3)), [0, 1, 0, 1])
    with pytest.raises(ValueError, match=r"points got x of shape \(0, 2\)"):
        points(np.zeros((0, 2)), [])
    message = r"decision_regions got y of shape \(2,\): expected one label for each of the 4 points"
    with pytest.raises(ValueError, match=message):
        decision_regions(lambda places: places, X, [0, 1])
    with pytest.raises(ValueError, match=r"One score per place tells two classes apart, but y has 3: \[0, 1, 2\]"):
        decision_regions(lambda places: places[:, 0], X, [0, 1, 2, 2])
