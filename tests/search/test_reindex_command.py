import pytest
from click.testing import CliRunner

from gongjian.search import queries
from gongjian.search.commands import reindex

pytestmark = pytest.mark.django_db


def test_the_index_is_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    source = queries.registry.Source("tests.thing", "事物", lambda: ((n, [f"第{n}处浴室热水"]) for n in range(1, 6)))
    monkeypatch.setattr(queries.registry, "_SOURCES", {"tests.thing": source})
    for _again in range(2):
        done = CliRunner().invoke(reindex)
        assert done.exit_code == 0, done.output
        assert "事物：5 件" in done.stderr
        assert len(set(queries.matching("tests.thing", "热水"))) == 5


def test_an_unknown_source_is_named() -> None:
    done = CliRunner().invoke(reindex, ["tests.nothing"])
    assert done.exit_code == 2 and "tests.nothing" in done.output
