"""Tests stay out of a person's data folder."""

import os
from pathlib import Path

from django.conf import settings


def test_tests_have_a_data_folder_of_their_own() -> None:
    assert settings.TESTING
    assert Path(os.environ["GONGJIAN_DATA"]).name.startswith("gongjian-test-")
    assert settings.DATA_DIR == Path(os.environ["GONGJIAN_DATA"]).resolve()
