"""How alike two short Chinese texts are, and which words they share. Pure; used by the matching."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+")
# Two-character pieces that stand in nearly every complaint and say nothing about its subject.
_EMPTY = frozenset(
    [
        "问题",
        "希望",
        "建议",
        "学校",
        "我们",
        "他们",
        "可以",
        "能够",
        "没有",
        "一个",
        "一些",
        "这个",
        "现在",
        "目前",
        "是否",
        "如何",
        "怎么",
        "什么",
        "已经",
        "进行",
        "相关",
        "有关",
        "同学",
        "学生",
        "老师",
        "情况",
        "反映",
        "请问",
        "非常",
        "比较",
        "因为",
        "所以",
        "但是",
        "以及",
        "工作",
        "方面",
        "存在",
        "解决",
        "需要",
        "应该",
        "学院",
        "支部",
        "部门",
    ]
)


def pieces(text: str) -> list[str]:
    """The words by which texts are compared, in order: two-character pieces of Chinese runs, whole Latin words."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if run[0] < "\u3400" or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return [p for p in found if p not in _EMPTY]


def shared_words(wanted: str, given: str, most: int = 4) -> tuple[str, ...]:
    """The words both use, longest first: neighbouring pieces are joined again ("浴室" + "室热" + "热水" → "浴室热水")."""
    theirs = set(pieces(given))
    words: list[str] = []
    for run in _RUNS.findall(wanted.lower()):
        if run[0] < "\u3400" or len(run) == 1:
            if run in theirs:
                words.append(run)
            continue
        start = None
        for i in range(len(run)):
            here = run[i : i + 2] in theirs
            if here and start is None:
                start = i
            if not here and start is not None:
                words.append(run[start : i + 1])
                start = None
    unique = sorted(set(words), key=lambda w: (-len(w), w))
    kept = [w for i, w in enumerate(unique) if not any(w in longer for longer in unique[:i])]
    return tuple(kept[:most])


def fits(needs: Sequence[tuple[str, str]], offers: Sequence[str]) -> NDArray[np.float64]:
    """How well the subjects fit, 0…1, for every need (title, text) and offer (words).

    Each shared piece counts by its rarity over all texts; a piece of the need's title counts full, of its text half;
    ``fit = s / (s + 2)``: two rare shared pieces give one half, six three quarters.
    """
    vocabulary: dict[str, int] = {}

    def column(piece: str) -> int:
        return vocabulary.setdefault(piece, len(vocabulary))

    def matrix(rows: Iterable[Mapping[str, float]], height: int) -> csr_matrix:
        data: list[float] = []
        at_row: list[int] = []
        at_column: list[int] = []
        for number, row in enumerate(rows):
            for piece, value in sorted(row.items()):
                data.append(value)
                at_row.append(number)
                at_column.append(column(piece))
        return csr_matrix((data, (at_row, at_column)), shape=(height, max(1, len(vocabulary))))

    need_rows = []
    for title, text in needs:
        row = dict.fromkeys(pieces(text), 0.5)
        row.update(dict.fromkeys(pieces(title), 1.0))
        need_rows.append(row)
    offer_rows = [dict.fromkeys(pieces(words), 1.0) for words in offers]
    for row in (*need_rows, *offer_rows):
        for piece in sorted(row):
            column(piece)
    wanted = matrix(need_rows, len(needs))
    given = matrix(offer_rows, len(offers))
    documents = len(needs) + len(offers)
    occurs = np.asarray((wanted > 0).sum(axis=0)).ravel() + np.asarray((given > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + documents / np.maximum(occurs, 1)) / math.log(1 + documents)
    shared = np.asarray((wanted.multiply(rarity).tocsr() @ given.T).todense(), dtype=np.float64)
    # Rounded before use: the order of a sum must not move a point.
    return np.round(shared / (shared + 2.0), 9)
