"""One Chinese word, one code word: the glossary and the code know the same words (``tests/lacking/words.py``)."""

from tests.lacking import words


def test_every_code_word_stands_in_the_code() -> None:
    assert words.rows_without_code() == []


def test_every_table_post_state_step_and_command_stands_in_the_glossary() -> None:
    assert words.not_in_the_glossary() == []
    wanted = words.to_be_in_the_glossary()
    assert {"Matter", "head", "handling", "hand_back", "enter_item"} <= wanted.keys()
    assert wanted["hand_back"] == "退办"


def test_a_code_word_without_a_row_is_found(monkeypatch) -> None:
    rows = [row for row in words.glossary() if "hand_back" not in row[1]]
    monkeypatch.setattr(words, "glossary", lambda: [*rows, ("空词", ["no_such_word_anywhere"])])
    assert words.not_in_the_glossary() == ["| 退办 | `hand_back` | … |"]
    assert words.rows_without_code() == ["空词: no_such_word_anywhere"]


def test_no_word_has_two_code_words_and_no_code_word_two_words() -> None:
    assert words.words_used_twice() == []
    assert words.words_used_twice([("退办", ["hand_back"]), ("退办", ["return_it"])]) == ["退办"]
    assert words.words_used_twice([("退办", ["hand_back"]), ("退回", ["hand_back"])]) == ["hand_back"]
