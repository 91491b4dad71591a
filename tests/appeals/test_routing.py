"""Learning from a few invented cases; the figures on real texts come from ``gongjian bench routing``."""

import dataclasses
import io
import pickle
import random
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.appeals import learning, routing
from gongjian.appeals.routing import Example, Model, NotAModel

SUBJECTS = {
    "后勤": ["浴室热水", "宿舍空调", "食堂饭菜", "水管漏水", "楼道电灯", "洗衣机"],
    "教务": ["选课系统", "考试安排", "成绩复核", "课程冲突", "补考报名", "毕业论文"],
    "图书馆": ["自习座位", "借书期限", "数据库访问", "闭馆时间", "图书荐购", "阅览室"],
}
FAULTS = ["一直没有人管", "希望尽快解决", "已经好几个星期了", "大家都有意见", "请问应当找谁", "和说好的不一样"]


def made_up(count: int = 90) -> list[Example]:
    dice = random.Random(4)
    examples = []
    for _ in range(count):
        label = dice.choice(sorted(SUBJECTS))
        one, two = dice.sample(SUBJECTS[label], 2)
        examples.append(
            Example(f"{one}的问题", f"{one}{dice.choice(FAULTS)}，还有{two}，{dice.choice(FAULTS)}。", label)
        )
    return examples


EXAMPLES = made_up()


@pytest.fixture(scope="module")
def model() -> Model:
    return learning.train(EXAMPLES)


def test_the_suggestion_is_right_sure_and_explained(model: Model) -> None:
    found = model.suggest("宿舍的空调不制冷", "空调已经坏了好几个星期")
    assert found[0].label == "后勤"
    assert found[0].confidence > 0.6 > found[1].confidence
    assert 1 <= len(found[0].because) <= 3
    for place in found[0].because:
        assert EXAMPLES[place].label == "后勤"
        assert "空调" in EXAMPLES[place].text_title + EXAMPLES[place].text_body


def test_confidences_add_up_to_one_over_all_labels(model: Model) -> None:
    found = model.suggest("选课系统打不开", "", k=9)
    assert found[0].label == "教务"
    assert sorted(s.label for s in found) == sorted(SUBJECTS)
    assert sum(s.confidence for s in found) == pytest.approx(1, abs=0.001)
    assert [s.confidence for s in found] == sorted((s.confidence for s in found), reverse=True)


def test_what_it_never_saw_gets_no_suggestion(model: Model) -> None:
    assert model.suggest("", "") == []
    assert model.suggest("ΩΩΩ", "") == []


def test_a_stored_model_suggests_the_same(model: Model) -> None:
    again = routing.load(routing.dump(model))
    for example in EXAMPLES[:20]:
        one, two = (m.suggest(example.text_title, example.text_body) for m in (model, again))
        assert [s.label for s in one] == [s.label for s in two]
        assert [s.confidence for s in one] == pytest.approx([s.confidence for s in two], abs=0.01)


def test_learning_again_gives_the_same_model(model: Model) -> None:
    assert routing.dump(learning.train(EXAMPLES)) == routing.dump(model)


def test_two_labels_are_enough_and_single_examples_are_left_out() -> None:
    examples = [*(e for e in EXAMPLES if e.label != "图书馆"), Example("食堂", "食堂", "只有一件")]
    model = learning.train(examples)
    assert model.labels == ("后勤", "教务")
    assert model.suggest("补考报名", "")[0].label == "教务"
    assert model.suggest("水管漏水", "")[0].label == "后勤"


@pytest.mark.parametrize("examples", [[], EXAMPLES[:1], [e for e in EXAMPLES if e.label == "后勤"]])
def test_with_less_there_is_nothing_to_learn(examples: list[Example]) -> None:
    with pytest.raises(learning.TooFew):
        learning.train(examples)


def test_cases_that_were_not_learned_from_keep_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST_EXAMPLES", 40)
    model = learning.train(EXAMPLES)
    because = {n for s in model.suggest("宿舍空调", "浴室热水") for n in s.because}
    assert because
    assert min(because) >= 50


class _Danger:
    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("something was run",))


def _zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(f"{name}.npy", data)
    return out.getvalue()


def test_foreign_bytes_are_no_model_and_nothing_is_run(model: Model) -> None:
    objects = io.BytesIO()
    np.save(objects, np.array([_Danger()], dtype=object), allow_pickle=True)
    good = routing.dump(model)
    wrong = [b"", b"x" * 500, pickle.dumps(_Danger()), good[:2000], _zip_of(words=objects.getvalue()), _zip_of()]
    for data in wrong:
        with pytest.raises(NotAModel):
            routing.load(data)


def test_parts_that_do_not_fit_together_are_refused(model: Model) -> None:
    for changed in (
        dataclasses.replace(model, bias=model.bias[:-1]),
        dataclasses.replace(model, labels=(*model.labels, "多余")),
        dataclasses.replace(model, case_labels=model.case_labels + 7),
        dataclasses.replace(model, weights=model.weights[:-1]),
    ):
        with pytest.raises(NotAModel):
            routing.load(routing.dump(changed))


@given(st.text(max_size=80), st.text(max_size=300))
def test_any_text_is_answered(title: str, body: str) -> None:
    assert len(_MODEL.suggest(title, body)) in (0, 3)


_MODEL = learning.train(EXAMPLES[:60])
