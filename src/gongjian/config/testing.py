"""A pytest plugin, named in ``pyproject.toml`` by ``-p``, so that it is read before Django reads its settings.

Tests never touch a person's data folder: they get one of their own, thrown away at the end.
"""

import os
import shutil
import tempfile

_OWN = "GONGJIAN_TEST_RUN" not in os.environ
if _OWN:
    _DATA = tempfile.mkdtemp(prefix="gongjian-test-")
    os.environ["GONGJIAN_TEST_RUN"] = str(os.getpid())  # the parallel workers share the folder of the run
    os.mkdir(os.path.join(_DATA, "static"))
    os.environ["GONGJIAN_TESTING"] = "1"
    os.environ["GONGJIAN_DATA"] = _DATA
    os.environ["GONGJIAN_DELIVERY"] = "in-place"
    os.environ.pop("GONGJIAN_HTTPS", None)


def pytest_unconfigure() -> None:
    """Throw the run's data folder away."""
    if _OWN:
        shutil.rmtree(_DATA, ignore_errors=True)
