"""Forms that forgive: a refusal finds its field, what was typed stays, a stale page is told so."""

import pytest
from django import forms

from gongjian.kernel.refused import Malformed, NotAllowed, Overtaken
from gongjian.web.forms import FilesField, Form, SearchSelect, VerbForm


class Reason(VerbForm):
    reason = forms.CharField(label="理由", max_length=20, widget=forms.Textarea)
    files = FilesField(label="附件", required=False)


def refuse(refused: Exception) -> object:
    raise refused


def sent(**values: str) -> Reason:
    form = Reason({"reason": "不属于本单位职责", **values}, seen=3)
    form.is_valid()
    return form


def test_a_fresh_form_carries_the_version_seen_and_a_token_of_its_own() -> None:
    first, second = Reason(seen=7), Reason(seen=7)
    assert 'name="seen" value="7"' in str(first)
    assert first["once"].value() != second["once"].value()
    assert first.status == 200


def test_a_missing_field_is_named_on_top_and_at_the_field() -> None:
    form = Reason({"reason": ""})
    body = str(form)
    assert form.status == 422
    assert 'href="#id_reason"' in body
    assert body.count("请填写这一项。") == 2
    assert 'aria-invalid="true"' in body


def test_a_malformed_refusal_lands_at_its_field_and_keeps_what_was_typed() -> None:
    form = sent()
    assert form.carry_out(lambda: refuse(Malformed.at("reason", "理由过于简单。"))) is None
    body = str(form)
    assert form.status == 422
    assert "理由过于简单。" in body
    assert "不属于本单位职责" in body


def test_a_refusal_about_an_unknown_field_still_shows() -> None:
    form = sent()
    form.carry_out(lambda: refuse(Malformed.at("due", "期限不能早于今天。")))
    assert "期限不能早于今天。" in str(form)


def test_an_overtaken_form_says_so_and_can_be_sent_against_the_new_version() -> None:
    form = sent(seen="3")
    form.carry_out(lambda: refuse(Overtaken("有人比您早一步改动了这条记录。")))
    form.bring_up_to_date(4)
    body = str(form)
    assert form.status == 409
    assert "有人比您早一步" in body
    assert 'name="seen" value="4"' in body
    assert "不属于本单位职责" in body


def test_what_no_typing_can_mend_goes_on_to_its_own_page() -> None:
    with pytest.raises(NotAllowed):
        sent().carry_out(lambda: refuse(NotAllowed("您不是承办单位。")))


def test_the_result_of_the_verb_comes_back() -> None:
    assert sent().carry_out(lambda: "done") == "done"


def test_long_texts_show_their_limit() -> None:
    assert 'data-limit="20"' in str(Reason())


def test_several_files_come_as_a_list() -> None:
    form = Reason({"reason": "x"}, {})
    assert form.is_valid()
    assert form.cleaned_data["files"] == []


def test_a_long_select_is_drawn_as_django_draws_it(monkeypatch):
    class Asked(Form):
        body = forms.ChoiceField(
            choices=[("", "全部"), *((n, f"第{n}<党>支部") for n in range(80))], widget=SearchSelect(), required=False
        )

    for data in (None, {"body": ""}, {"body": "7"}, {"body": '"><'}):
        quick = str(Asked(data)["body"])
        with monkeypatch.context() as patch:
            patch.setattr("gongjian.web.forms.MANY_CHOICES", 1000)
            assert quick == str(Asked(data)["body"])
