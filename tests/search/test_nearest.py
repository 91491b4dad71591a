import pytest

from gongjian.search import backend, operations, queries

pytestmark = pytest.mark.django_db

SOURCE = "tests.thing"


def put(object_id: int, *texts: str, source: str = SOURCE) -> None:
    operations.put(source=source, object_id=object_id, texts=texts)


def test_what_shares_the_rarest_words_comes_first() -> None:
    put(1, "图书馆三楼自习室空调不制冷")
    put(2, "东区浴室热水供应时间太短", "晚上九点以后浴室没有热水")
    put(3, "食堂晚上关得太早")
    assert queries.nearest(SOURCE, "浴室热水晚上没有")[0] == 2
    assert queries.nearest(SOURCE, "自习室的空调")[0] == 1


def test_a_typed_title_of_few_characters_is_enough() -> None:
    put(1, "图书馆三楼自习室空调不制冷")
    put(2, "东区浴室热水供应时间太短")
    assert queries.nearest(SOURCE, "空调") == [1]


@pytest.mark.parametrize("text", ["", "！？……", "水", "没见过的字词组合", "'; DROP TABLE \" & | ! ( ) <->:*"])
def test_nothing_in_common_gives_nothing(text: str) -> None:
    put(1, "图书馆三楼自习室空调不制冷")
    assert queries.nearest(SOURCE, text) == []


def test_other_sources_are_strangers() -> None:
    put(1, "浴室热水", source="tests.other")
    assert queries.nearest(SOURCE, "浴室热水") == []


def test_each_object_once_and_no_more_than_asked() -> None:
    long = "浴室热水供应的情况和楼层有关，" * 300
    for n in range(1, 9):
        put(n, f"第{n}次反映", long)
    found = queries.nearest(SOURCE, long, limit=5)
    assert len(found) == len(set(found)) == 5


def test_a_copy_is_found_among_many_that_share_all_frequent_words() -> None:
    """More documents than ``similarity_query.FEW`` hold every frequent word; the rare ones decide."""
    rows = [(n, ["宿舍空调维修", f"宿舍空调坏了请尽快维修，房间号{n:04}"]) for n in range(1, 400)]
    operations.put_many(source=SOURCE, rows=[*rows, (400, ["宿舍空调维修", "宿舍空调坏了，靠窗那台压缩机异响"])])
    backend.settle()
    assert queries.nearest(SOURCE, "宿舍空调坏了，压缩机异响")[0] == 400
    assert 7 in queries.nearest(SOURCE, "宿舍空调坏了请尽快维修，房间号0007")
    assert len(queries.nearest(SOURCE, "宿舍空调维修")) == 30
    assert len(queries.nearest(SOURCE, "空调")) == 30


def test_very_long_texts_are_taken_in_part() -> None:
    put(1, "浴室热水供应时间太短")
    text = "浴室热水" + "".join(chr(0x4E00 + n % 5000) for n in range(20_000))
    assert queries.nearest(SOURCE, text)[0] == 1
