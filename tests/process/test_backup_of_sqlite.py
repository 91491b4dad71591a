"""The restore drill from SQLite: to both databases, and into a bucket and out again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import prepared
from tests.buckets import SPOKEN, make_bucket, s3_server
from tests.process import drills
from tests.serving import gongjian

from .test_kill import ask


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[drills.Drill]:
    with drills.made("sqlite", tmp_path_factory.mktemp("source")) as found:
        yield found


@pytest.mark.parametrize(("target", "tables"), [("sqlite", False), ("postgresql", True)])
def test_a_house_stands_again_elsewhere_row_for_row(
    drill: drills.Drill, target: str, tables: bool, tmp_path: Path
) -> None:
    drills.check_stands_again(drill, target, tmp_path, tables=tables)


def test_a_house_moves_into_a_bucket_and_out_again(drill: drills.Drill, tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for site in (inside, outside):
        site.mkdir()
        prepared.put_sqlite(site)
    with s3_server() as endpoint:
        make_bucket(endpoint, "school")
        bucket = {**SPOKEN, "GONGJIAN_FILES": f"s3://school/gongjian?endpoint={endpoint}"}
        opening = ("--identity", str(drill.key))
        done = gongjian(inside, "restore", str(drill.archive), "--keep-sessions", *opening, **bucket)
        assert done.returncode == 0, done.stderr
        assert not (inside / "files").exists()
        assert ask(inside, "", drills.LOOK, "SEEN ", **bucket) == drill.seen
        again = gongjian(inside, "restore", str(drill.archive), "--keep-sessions", *opening, **bucket)
        assert again.returncode == 1 and "已经有数据" in again.stderr
        made = gongjian(inside, "backup", str(tmp_path / "again.tar"), **bucket)
        assert made.returncode == 0, made.stderr
        assert "不在存储中" not in made.stderr
    shutil.copytree(inside / "keys", outside / "keys")
    done = gongjian(outside, "restore", "--keep-sessions", str(tmp_path / "again.tar"))
    assert done.returncode == 0, done.stderr
    seen = ask(outside, "", drills.LOOK, "SEEN ")
    assert (seen["findings"], seen["files"]) == ([], drill.seen["files"])
