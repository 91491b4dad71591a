import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongjian.kernel.models import NumberSeries
from gongjian.kernel.refused import Malformed
from gongjian.search import backend, operations, queries
from gongjian.search.models import Document
from gongjian.search.tokens import tokens_of

pytestmark = pytest.mark.django_db

SOURCE = "tests.thing"


def found(words: str, source: str = SOURCE) -> set[int]:
    return set(queries.matching(source, words))


def put(object_id: int, *texts: str, source: str = SOURCE) -> None:
    operations.put(source=source, object_id=object_id, texts=texts)


def test_a_word_of_two_characters_is_found_wherever_it_stands() -> None:
    put(1, "浴室热水晚十点后停供")
    put(2, "图书馆座位", "自习室的热水器坏了")
    put(3, "水热反应实验室")
    assert found("热水") == {1, 2}
    assert found("停供") == {1}
    assert found("热水器") == {2}
    assert found("水器") == {2}


def test_all_words_must_be_found() -> None:
    put(1, "浴室热水晚十点后停供")
    put(2, "热水器坏了")
    assert found("热水 停供") == {1}
    assert found("停供　热水") == {1}
    assert found("热水 空调") == set()


def test_mixed_words_are_found_from_any_place_and_unfinished() -> None:
    put(1, "难题-2026-0031 三号楼3楼WiFi信号差，5G也差")
    for words in ("3楼", "楼WiFi", "wifi信号", "5G", "难题-2026-0031", "2026-00", "号楼3", "信号差", "差5G"):
        assert found(words) == {1}, words


def test_width_and_case_and_form_do_not_matter() -> None:
    put(1, "ＷＩＦＩ（无线网）密码：１２３４５")
    for words in ("wifi", "WiFi", "ｗｉｆｉ", "12345", "１２３", "无线网)密码"):
        assert found(words) == {1}, words


@pytest.mark.parametrize("words", ["", "  ", "水", "热水 器", "a", "，。", "%", "热" * 61, " ".join(["热水"] * 9)])
def test_what_cannot_be_searched_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(Malformed) as refused:
        queries.matching(SOURCE, words)
    assert refused.value.fields["q"]


@pytest.mark.parametrize(
    "words", ['热水" OR "x', "热水*", "热水'", "'热水':*", "NOT 热水", "热水) --", "\\热水", "热水 & 热水"]
)
def test_signs_of_query_languages_are_only_signs(words: str) -> None:
    put(1, "浴室热水")
    try:
        assert found(words) <= {1}
    except Malformed:
        pass


def test_new_texts_replace_the_old_ones() -> None:
    put(1, "浴室热水")
    put(1, "浴室冷水")
    assert (found("热水"), found("冷水")) == (set(), {1})
    operations.drop(SOURCE, 1)
    assert found("冷水") == set()
    assert not Document.objects.exists()


def test_sources_do_not_see_one_another() -> None:
    put(1, "浴室热水")
    put(1, "热水器", source="tests.other")
    put(2, "热水瓶", source="tests.other")
    assert found("热水") == {1}
    assert set(queries.matching("tests.other", "热水")) == {1, 2}


def test_long_texts_are_found_from_end_to_end_and_across_their_parts() -> None:
    text = "".join(chr(0x4E00 + n % 5000) for n in range(20_000))
    put(1, f"开头的话{text}结尾的话")
    for start in range(0, 19_000, 97):
        assert found(text[start : start + 20]) == {1}
    assert found("开头的话 结尾的话") == {1}


def test_a_match_is_a_subquery() -> None:
    put(1, "浴室热水")
    put(2, "热水器")
    rows = Document.objects.filter(object_id__in=queries.matching(SOURCE, "热水")).exclude(object_id=2)
    assert [r.object_id for r in rows] == [1]


@pytest.mark.parametrize("many", [1, 1000])
def test_a_list_is_narrowed_in_either_way(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "MANY", many)
    series = [NumberSeries.objects.create(name=f"系列{n}") for n in range(5)]
    for row in series[:3]:
        put(row.pk, "浴室热水" if row is not series[1] else "空调")
    rows = queries.only_matching(NumberSeries.objects.exclude(name="系列9"), SOURCE, "热水").order_by("-id")
    assert [r.name for r in rows] == ["系列2", "系列0"]


def test_a_snippet_marks_the_words_and_nothing_else_gets_through() -> None:
    text = "<b>学生</b>反映：ＷｉＦｉ与热水<script>都不好"
    shown = queries.snippet(text, "wifi 热水")
    assert "<mark>ＷｉＦｉ</mark>与<mark>热水</mark>" in shown
    assert "<script>" not in shown and "&lt;b&gt;" in shown
    snippet = queries.snippet("长" * 500 + "热水" + "长" * 500, "热水")
    assert "<mark>热水</mark>" in snippet and len(snippet) < 140 and snippet.startswith("…") and snippet.endswith("…")


def test_the_index_is_rebuilt_from_the_rooms_own_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    put(1, "浴室热水")
    source = queries.registry.Source(SOURCE, "事物", lambda: [(2, ["图书馆热水"]), (3, ["空调"])])
    monkeypatch.setattr(queries.registry, "_SOURCES", {SOURCE: source})
    assert list(operations.rebuild())[-1] == (SOURCE, 2)
    assert found("热水") == {2}


CHARACTERS = st.sampled_from("热水浴室停供楼三，。 ab1A-\U00020bb7々アﾌ㍿")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=30)
HAN = st.text(st.sampled_from("热水浴室停供楼三\U00020bb7"), min_size=2, max_size=6)


class Recall(TestCase):
    """The law: what a plain look through the texts finds, the index finds, on the database the tests run on."""

    @given(texts=st.lists(TEXTS, min_size=1, max_size=8), word=HAN)
    def test_exactly_what_a_plain_look_finds(self, texts: list[str], word: str) -> None:
        operations.put_many(source=SOURCE, rows=[(n, [t]) for n, t in enumerate(texts)])
        assert found(word) == {n for n, t in enumerate(texts) if word in t}

    @given(text=st.text(CHARACTERS, min_size=2, max_size=40), data=st.data())
    def test_every_piece_that_begins_with_a_token_is_found(self, text: str, data: st.DataObject) -> None:
        put(1, text)
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        piece = text[start:end]
        begins_inside_a_word = start > 0 and len(tokens_of(text[start - 1 : start + 1])) == 1 and text[start].isascii()
        try:
            hits = found("".join(piece.split()))
        except Malformed:
            return
        if not begins_inside_a_word and " " not in piece:
            assert hits == {1}, piece
