"""The sets that come with scikit-learn: contents, units, splits."""

import numpy as np
import pytest
from sklearn import datasets as original
from sklearn.linear_model import Perceptron

from nnbook import datasets


def test_digits_are_images_from_0_to_1_in_sixteenths():
    d = datasets.digits()
    assert d.x_train.shape == (1437, 1, 8, 8)
    assert d.x_test.shape == (360, 1, 8, 8)
    x = np.concatenate([d.x_train, d.x_test])
    assert (x.min(), x.max()) == (0, 1)
    np.testing.assert_array_equal(x * 16, np.round(x * 16))
    assert d.classes == tuple("0123456789")


def test_each_row_of_digits_is_the_original_row_that_it_names():
    d, whole = datasets.digits(seed=5), original.load_digits()
    for x, y, source in ((d.x_train, d.y_train, d.source_train), (d.x_test, d.y_test, d.source_test)):
        np.testing.assert_array_equal(x[:, 0] * 16, whole.images[source])
        np.testing.assert_array_equal(y, whole.target[source])
    np.testing.assert_array_equal(np.sort(np.concatenate([d.source_train, d.source_test])), np.arange(1797))


@pytest.mark.parametrize("test_size", [10, 100, 360, 1787])
def test_the_split_gives_every_class_its_share(test_size):
    d = datasets.digits(test_size=test_size)
    assert len(d.y_test) == test_size
    share = np.bincount(np.concatenate([d.y_train, d.y_test])) * test_size / 1797
    assert np.abs(np.bincount(d.y_test, minlength=10) - share).max() <= 1


def test_iris_is_in_centimeters_and_only_setosa_can_be_separated():
    d = datasets.iris()
    assert d.x.shape == (150, 4)
    assert d.classes == ("setosa", "versicolor", "virginica")
    assert all(name.endswith("(cm)") for name in d.features)
    np.testing.assert_array_equal(np.bincount(d.y), [50, 50, 50])
    for name, separable in (("setosa", True), ("versicolor", False)):
        y = d.y == d.classes.index(name)
        accuracy = Perceptron(tol=None, max_iter=2000, random_state=0).fit(d.x, y).score(d.x, y)
        assert (accuracy == 1) is separable


def test_breast_cancer_is_as_its_docstring_says():
    d = datasets.breast_cancer()
    assert d.x.shape == (569, 30)
    assert d.classes == ("malignant", "benign")
    np.testing.assert_array_equal(np.bincount(d.y), [212, 357])
    spread = d.x.std(axis=0)
    assert f"{spread.min():.3f} to {spread.max():.0f}" in datasets.breast_cancer.__doc__.replace("\n", " ")


def test_wine_is_as_its_docstring_says():
    d = datasets.wine()
    assert np.bincount(d.y).tolist() == [59, 71, 48]
    assert (float(d.x.min()), float(d.x.max())) == pytest.approx((0.13, 1680))
    assert d.features[int(d.x.std(axis=0).argmax())] == "proline"
    np.testing.assert_array_equal(d.x, original.load_wine().data.astype(np.float32))


def test_diabetes_is_in_the_units_of_the_source():
    d, scaled = datasets.diabetes(), original.load_diabetes()
    assert d.x.shape == (442, 10)
    assert (d.x[:, 0].min(), d.x[:, 0].max()) == (19, 79)  # years
    assert set(d.x[:, 1]) == {1, 2}
    assert (d.y.min(), d.y.max()) == (25, 346)
    np.testing.assert_array_equal(d.y[:, 0], scaled.target)
    centered = d.x - d.x.mean(axis=0)
    np.testing.assert_allclose(centered / np.linalg.norm(centered, axis=0), scaled.data, atol=1e-5)


def test_linnerud_has_three_numbers_to_predict():
    d = datasets.linnerud()
    np.testing.assert_array_equal(d.y, original.load_linnerud().target)
    np.testing.assert_array_equal(d.x, original.load_linnerud().data)
    assert d.targets == ("Weight", "Waist", "Pulse")
