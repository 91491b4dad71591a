"""The English catalogue knows every visible sentence."""

import functools
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from gongjian.web import catalogue
from tests.lacking import code


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """The source does not change while it is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "gather", functools.cache(catalogue.gather))
        yield


def test_sentences_of_code_and_templates_are_gathered() -> None:
    gathered = catalogue.gather()
    texts = {message.singular for message in gathered.places}
    assert "没有找到，或者您无权查看。" in texts  # gettext_lazy in code
    assert "跳到正文" in texts  # a template
    assert "最多 %(n)s 字" in texts  # a template, with a value
    assert any(message.plural for message in gathered.places)
    assert gathered.unreadable == []


def test_no_template_shows_words_past_the_catalogue() -> None:
    assert catalogue.bare() == []


def test_writing_it_anew_keeps_what_was_translated(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    in_all, lacking = catalogue.update(path)
    assert lacking == in_all
    book = polib.pofile(str(path))
    book.find("跳到正文").msgstr = "Skip to the text"
    book.append(polib.POEntry(msgid="早已不用的话", msgstr="Words of old"))
    book.save()
    assert catalogue.obsolete(path) == ["早已不用的话"]
    assert catalogue.update(path) == (in_all, in_all - 1)
    book = polib.pofile(str(path))
    assert book.find("跳到正文").msgstr == "Skip to the text"
    assert book.find("早已不用的话", include_obsolete_entries=True).obsolete


def test_a_translation_with_other_placeholders_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    catalogue.update(path)
    book = polib.pofile(str(path))
    book.find("最多 %(n)s 字").msgstr = "at most so many characters"
    book.save()
    assert catalogue.mismatched(path) == ["最多 %(n)s 字"]


def test_it_is_compiled_once(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    catalogue.update(path)
    assert catalogue.compile_catalogue(path)
    assert not catalogue.compile_catalogue(path)


def test_every_sentence_has_its_english(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code.sentences_of_the_catalogue() == []
    monkeypatch.setattr(catalogue, "missing", lambda: ["新句子"])
    assert code.sentences_of_the_catalogue() == ["新句子"]
