"""A suggested category or unit for a new appeal, learned from past ones, with the past cases it rests on. Pure.

Suggesting needs numpy and scipy only; learning, which needs more, is ``appeals.learning``. A person always confirms. What
the features are and why, and how good it is: ``docs/algorithms/routing.md``.
"""

import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

FORMAT = 1
LONGEST_PIECE = 3
LEAD_WEIGHT = 0.5  # the title beside the whole text (0.3 and 0.7 were measured, and are worse)
LONGEST_LEAD = 25  # without a title the text's first words stand for it
LIKEST = 10  # so many cases vote
VOTE = 0.3  # what all their votes together count beside a margin
MOST_CHARACTERS = 6000
MOST_BYTES = 200_000_000  # of a stored model, unpacked
_BREAK = re.compile("[。！？!?，,；;：:\n]")
_RUN = re.compile(r"[a-z\d]+")
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"\s+")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A past appeal with the label a person gave it (a category, a unit: any word)."""

    text_title: str
    text_body: str
    label: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label, how sure (0…1, calibrated), and the places in the training list of the likest cases with that label."""

    label: str
    confidence: float
    because: list[int]


def clean(text: str) -> str:
    """Width, capitals and blanks made no difference; every number and code one sign."""
    short = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS].replace("&nbsp;", " ")).casefold()
    return _BLANK.sub("", _RUN.sub(_code, short))


def _code(run: re.Match[str]) -> str:
    """A run of letters and digits as one zero for each number in it, the letters around it included; words stay."""
    return "0" * len(_DIGITS.findall(run[0])) or run[0]


def lead(title: str, body: str) -> str:
    """The title; without one the first words of the body."""
    return title.strip() or _BREAK.split(body.strip(), maxsplit=1)[0][:LONGEST_LEAD]


def pieces(title: str, body: str) -> tuple[Counter[str], Counter[str]]:
    """The pieces of one to three characters of the whole text, and those of its lead."""
    head = clean(lead(title, body))
    return _count(clean(title)) + _count(clean(body)), _count(head)


def _count(text: str) -> Counter[str]:
    found = Counter(text)
    for length in range(2, LONGEST_PIECE + 1):
        found.update(map("".join, zip(*(text[i:] for i in range(length)), strict=False)))
    return found


@dataclass(frozen=True)
class Vocabulary:
    """Which pieces are looked at, and how rare each is: one block for the whole text, one for the lead."""

    whole: dict[str, int]
    lead: dict[str, int]
    rarity: Floats  # whole first, then lead

    def vector(self, counts: tuple[Counter[str], Counter[str]]) -> tuple[NDArray[np.int32], Floats]:
        """Columns and values: (1 + log count) × rarity, each block of length one, the lead weighed."""
        columns: list[NDArray[np.int32]] = []
        values: list[Floats] = []
        for known, shift, weight, found in (
            (self.whole, 0, 1.0, counts[0]),
            (self.lead, len(self.whole), LEAD_WEIGHT, counts[1]),
        ):
            hits = [(known[p] + shift, n) for p, n in found.items() if p in known]
            at = np.fromiter((c for c, _n in hits), np.int32, len(hits))
            value = (1 + np.log(np.fromiter((n for _c, n in hits), np.float32, len(hits)))) * self.rarity[at]
            length = float(np.linalg.norm(value))
            columns.append(at)
            values.append((value * (weight / length) if length else value).astype(np.float32))
        return np.concatenate(columns), np.concatenate(values)

    def matrix(self, counts: Sequence[tuple[Counter[str], Counter[str]]]) -> csr_matrix:
        """One row for each text."""
        rows = [self.vector(c) for c in counts]
        ends = np.cumsum([0, *(len(at) for at, _v in rows)])
        at = np.concatenate([r[0] for r in rows]) if rows else np.empty(0, np.int32)
        values = np.concatenate([r[1] for r in rows]) if rows else np.empty(0, np.float32)
        return csr_matrix((values, at, ends), shape=(len(rows), len(self.rarity)))


@dataclass(frozen=True)
class Model:
    """What was learned: weights for each label, how sure a margin makes, and the cases by their strongest pieces."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats  # pieces × labels
    bias: Floats
    sureness: float
    cases: csr_matrix
    case_labels: NDArray[np.int32]

    def suggest(self, title: str, body: str, k: int = 3) -> list[Suggestion]:
        """The *k* likeliest labels, the likeliest first, each with up to three cases. An empty text gets none."""
        at, values = self.vocabulary.vector(pieces(title, body))
        if not len(at):
            return []
        asked = np.zeros(self.weights.shape[0], dtype=np.float32)
        asked[at] = values
        likeness = self.cases @ asked
        voted = votes(likeness[None, :], self.case_labels, len(self.labels))[0]
        shares = softmax(self.sureness * (values @ self.weights[at] + self.bias + voted))
        order = np.argsort(-shares, kind="stable")[:k]
        return [Suggestion(self.labels[n], round(float(shares[n]), 4), self._because(likeness, int(n))) for n in order]

    def _because(self, likeness: Floats, label: int) -> list[int]:
        mine = np.flatnonzero(self.case_labels == label)
        best = mine[np.argsort(-likeness[mine], kind="stable")[:3]]
        return [int(n) for n in best if likeness[n] > 0]


def votes(likeness: Floats, labels: NDArray[np.int32], count: int) -> Floats:
    """What the likest cases say: for each row of *likeness* (to all cases), each label's part of ``VOTE``."""
    most = min(LIKEST, likeness.shape[1])
    best = np.argpartition(-likeness, most - 1, axis=1)[:, :most]
    weight = np.maximum(np.take_along_axis(likeness, best, axis=1), 0) ** 3
    said = np.zeros((likeness.shape[0], count), dtype=np.float32)
    np.add.at(said, (np.arange(len(said))[:, None], labels[best]), weight)
    return np.asarray(VOTE * said / np.maximum(said.sum(axis=1, keepdims=True), 1e-12), dtype=np.float32)


def softmax(margins: NDArray[Any]) -> NDArray[np.float64]:
    """Shares that add up to one, along the last axis."""
    shifted = np.exp(np.asarray(margins, dtype=np.float64) - np.max(margins, axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


class NotAModel(ValueError):
    """The bytes are not a model of this edition."""


def dump(model: Model) -> bytes:
    """The model as bytes: a zip of plain arrays, and the words as JSON. Nothing in it is ever run."""
    words = {
        "format": FORMAT,
        "labels": model.labels,
        "whole": list(model.vocabulary.whole),
        "lead": list(model.vocabulary.lead),
        "sureness": model.sureness,
    }
    out = io.BytesIO()
    np.savez_compressed(
        out,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), dtype=np.uint8),
        rarity=model.vocabulary.rarity,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        case_values=model.cases.data.astype(np.float16),
        case_columns=model.cases.indices.astype(np.int32),
        case_ends=model.cases.indptr.astype(np.int64),
        case_labels=model.case_labels,
    )
    return out.getvalue()


def load(data: bytes) -> Model:
    """The model that ``dump`` wrote. Raises NotAModel: for anything else; pickled objects are never opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise NotAModel("too large")
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        words = json.loads(arrays["words"].tobytes())
        if words["format"] != FORMAT:
            raise NotAModel("another edition")
        model = _built(words, arrays)
    except NotAModel:
        raise
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as wrong:
        raise NotAModel(str(wrong)) from wrong
    return model


def _built(words: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Model:
    vocabulary = Vocabulary(
        {str(p): n for n, p in enumerate(words["whole"])},
        {str(p): n for n, p in enumerate(words["lead"])},
        arrays["rarity"].astype(np.float32),
    )
    labels = tuple(str(label) for label in words["labels"])
    height = len(words["whole"]) + len(words["lead"])
    cases = arrays["case_labels"].astype(np.int32)
    if (
        arrays["rarity"].shape != (height,)
        or arrays["weights"].shape != (height, len(labels))
        or arrays["bias"].shape != (len(labels),)
        or cases.ndim != 1
        or (len(cases) and not (cases.min() >= 0 and cases.max() < len(labels)))
    ):
        raise NotAModel("the parts do not fit together")
    matrix = csr_matrix(
        (arrays["case_values"].astype(np.float32), arrays["case_columns"], arrays["case_ends"]),
        shape=(len(cases), height),
    )
    matrix.check_format(full_check=True)
    return Model(
        labels,
        vocabulary,
        arrays["weights"].astype(np.float32),
        arrays["bias"].astype(np.float32),
        float(words["sureness"]),
        matrix,
        cases,
    )
