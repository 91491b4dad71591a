"""What all tests share."""

from collections.abc import Iterator

import pytest

from gongjian.kernel.kept import forget_everything


@pytest.fixture(autouse=True)
def nothing_kept_from_other_tests() -> Iterator[None]:
    """Small tables kept in memory are forgotten, because each test's rows are rolled back."""
    forget_everything()
    yield
    forget_everything()
