"""The mark `untraced`: coverage rests while one test runs, and goes on as it was."""

import coverage
import pytest


@pytest.fixture
def as_before():
    before = [*coverage.Coverage._instances]
    yield
    assert coverage.Coverage._instances == before


@pytest.mark.untraced
@pytest.mark.usefixtures("as_before")
def test_a_marked_test_is_not_traced():
    assert coverage.Coverage.current() is None
