"""Affine digits and patches of photographs."""

import numpy as np
import pytest
from scipy.ndimage import affine_transform, center_of_mass
from sklearn.datasets import load_sample_image

from nnbook import _extras, datasets
from nnbook.datasets import affine, cluttered


def test_straight_digits_are_magnified_and_in_the_middle():
    d, source = datasets.affine_digits(train="straight", n_train=1437), datasets.digits()
    matrix, offset = np.eye(2) / 1.75, 3.5 - 9.5 / 1.75
    for i in range(5):
        original = source.x_train[source.source_train == d.source_train[i], 0][0]
        slow = affine_transform(original, matrix, offset, (20, 20), order=1, mode="grid-constant")
        np.testing.assert_allclose(d.x_train[i, 0], slow, atol=2e-5)
    assert sorted(d.source_train) == sorted(source.source_train)
    label = dict(zip(source.source_train, source.y_train))
    assert [label[i] for i in d.source_train] == d.y_train.tolist()


def test_translated_digits_are_shifted_and_nothing_else():
    straight, moved = (datasets.affine_digits(train=kind, n_train=400) for kind in ("straight", "translated"))
    np.testing.assert_array_equal(straight.source_train, moved.source_train)
    shift = np.array([np.subtract(center_of_mass(b[0]), center_of_mass(a[0]))
                      for a, b in zip(straight.x_train, moved.x_train)])  # fmt: skip
    assert -2.1 < shift.min() < -1.8
    assert 1.8 < shift.max() < 2.1
    np.testing.assert_allclose(moved.x_train.sum(axis=(1, 2, 3)), straight.x_train.sum(axis=(1, 2, 3)), rtol=0.1)


def test_affine_digits_are_turned_scaled_and_sheared_as_far_as_it_says():
    rng = np.random.default_rng(0)
    matrix, _ = cluttered.maps(5000, 20, rng, affine.KINDS["affine"])
    forward = np.linalg.inv(matrix)  # first turned and scaled, then each row shifted sideways by its height
    area = np.sqrt(np.linalg.det(forward)) / 1.75
    assert (area.min(), area.max()) == pytest.approx((0.8, 1.2), abs=0.01)
    height, sideways = forward[:, 0], forward[:, 1]
    angle = np.rad2deg(np.arctan2(height[:, 1], height[:, 0]))
    assert (angle.min(), angle.max()) == pytest.approx((-30, 30), abs=0.3)
    shear = (sideways * height).sum(axis=1) / (height**2).sum(axis=1)
    assert (shear.min(), shear.max()) == pytest.approx((-0.3, 0.3), abs=0.01)


@pytest.mark.parametrize("kind", ["straight", "translated", "affine"])
def test_each_kind_can_be_either_part_at_any_size(kind):
    d = datasets.affine_digits(train=kind, test=kind, n_train=30, n_test=20, size=28)
    assert d.x_train.shape == (30, 1, 28, 28)
    assert d.x_test.shape == (20, 1, 28, 28)
    assert 0 <= d.x_train.min() < 0.01 < 0.8 < d.x_train.max() <= 1.0001
    assert not set(d.source_train) & set(datasets.digits().source_test)


def test_patches_are_pieces_of_the_photographs_in_gray():
    d = datasets.patches(n_train=30, n_test=30, size=12, seed=5)
    gray = [load_sample_image(f"{name}.jpg").astype(float) @ [0.299, 0.587, 0.114] / 255 for name in d.classes]
    for x, y, columns in ((d.x_train, d.y_train, slice(0, 480)), (d.x_test, d.y_test, slice(480, 640))):
        assert np.bincount(y).tolist() == [15, 15]
        for patch, which in zip(x[:8, 0], y):
            windows = np.lib.stride_tricks.sliding_window_view(gray[which][:, columns], (12, 12))
            assert np.isclose(windows[:, :, 0, 0], patch[0, 0], atol=1e-5).any()
            near = np.abs(windows[:, :, ::5, ::5] - patch[::5, ::5]).max(axis=(2, 3)).argmin()
            np.testing.assert_allclose(windows.reshape(-1, 12, 12)[near], patch, atol=1e-5)


def test_without_pillow_the_error_names_the_extra(monkeypatch):
    real = _extras.import_module

    def missing(module):
        if module == "PIL":
            raise ModuleNotFoundError("No module named 'PIL'", name="PIL")
        return real(module)

    monkeypatch.setattr(_extras, "import_module", missing)
    with pytest.raises(
        ModuleNotFoundError, match=r'datasets\.patches needs the package PIL, .*: pip install "nnbook\[book\]"'
    ):
        datasets.patches()
