"""Coverage rests in the folders that the root's conftest names, this one among them, in workers of xdist, too."""

import coverage


def test_nothing_is_traced_in_this_folder():
    assert coverage.Coverage.current() is None
