"""The measuring itself, on a few invented texts."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongjian.kernel.refused import Malformed
from gongjian_bench.parts import commands, duplicates, routing
from gongjian_bench.parts.duplicates import Text
from tests.appeals.test_routing import EXAMPLES

BODY = "东区浴室每天晚上九点以后就没有热水了，下课回来洗不了澡，希望能延长供水时间到十一点，或者分楼层错峰供水，也请说明原因。"
ROWS = [
    Text("东区浴室没有热水", BODY, who="甲"),
    Text("东区浴室，没有热水！", "再次反映同样的情况，请尽快处理。", who="乙"),
    Text("请解决洗澡问题", BODY.replace("每天晚上", "最近每晚"), who="甲"),
    Text("自习室空调不制冷", "图书馆三楼自习室的空调已经坏了两个星期，天气很热，没有人来修。", who="丙"),
]


def as_csv(rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def test_truth_is_the_same_title_or_body_and_near_copies_apart() -> None:
    assert duplicates.truth(ROWS) == ({(0, 1)}, {(0, 2)})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_rows_without_a_text_are_left_out(encoding: str) -> None:
    rows = [{"留言主题": t.title, "留言详情": t.body, "留言用户": t.who} for t in (*ROWS, Text("", " 。"))]
    assert duplicates.read(as_csv(rows, encoding), "file.csv") == ROWS


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(Malformed):
        duplicates.read(as_csv([{"甲": "1", "乙": "2"}]), "file.csv")


@pytest.mark.django_db
def test_resent_messages_are_found_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "temp_database", contextlib.nullcontext)
    said: list[object] = []
    found = duplicates.duplicates(ROWS, 50, said.append)
    assert (found["queries"], found["truth_pairs"], found["recall_at_5"]) == (3, 2, 1.0)
    assert 0 < found["precision_at_5"] <= 1
    assert found["near_copies_by_the_same_person"]["truth_pairs"] == 1
    assert len(said) == 1


def test_near_duplicates_lie_in_one_group() -> None:
    groups = routing.groups_of(ROWS)
    assert groups[0] == groups[2]
    assert len(set(groups.tolist())) == 3


def test_routing_is_measured_beside_its_baselines(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    path.write_bytes(
        as_csv(
            [
                {"留言主题": e.text_title, "留言详情": e.text_body + str(n), "一级标签": e.label}
                for n, e in enumerate(EXAMPLES)
            ]
        )
    )
    done = CliRunner().invoke(commands.bench_routing, [str(path), "--folds", "3", "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    for key in (
        "accuracy",
        "macro_f1",
        "per_class",
        "baseline_majority",
        "baseline_nearest",
        "suggest_ms_p95",
        "classes",
    ):
        assert f'"{key}"' in done.stdout
