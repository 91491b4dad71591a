"""Learning the suggestions of ``appeals.routing`` from past cases. Pure; needs scikit-learn.

Only the nightly task and the bench import this module: importing scikit-learn takes about a second.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from .routing import Example, Floats, Model, Vocabulary, pieces, softmax, votes

PENALTY = 0.5
FOLDS = 3  # for the calibration
MOST_PIECES = 80_000  # of each block
MOST_EXAMPLES = 20_000  # the last ones are taken
CASE_PIECES = 64  # by so many of its strongest pieces a case is remembered
AT_ONCE = 500  # texts compared with all cases in one table
Counts = tuple[Counter[str], Counter[str]]


class TooFew(ValueError):
    """There is nothing to learn from: fewer than two labels with at least two examples each."""


def train(examples: Sequence[Example]) -> Model:
    """A model of these past cases. ``because`` of its suggestions are places in *examples*.

    Labels with a single example are left out. Of more than ``MOST_EXAMPLES`` the last are learned from. Raises TooFew.
    """
    often = Counter(e.label for e in examples)
    labels = sorted(label for label, n in often.items() if n > 1)
    if len(labels) < 2:
        raise TooFew("at least two labels with two examples each")
    place = {label: n for n, label in enumerate(labels)}
    chosen = [n for n, e in enumerate(examples) if e.label in place][-MOST_EXAMPLES:]
    counts = [pieces(examples[n].text_title, examples[n].text_body) for n in chosen]
    wanted = np.array([place[examples[n].label] for n in chosen], dtype=np.int32)
    vocabulary = learn_vocabulary(counts)
    rows = vocabulary.matrix(counts)
    weights, bias = fit(rows, wanted, len(labels))
    kept = strongest(rows)
    # Rows of examples that were not learned from stay empty, so that places in the list hold.
    cases = csr_matrix((len(examples), rows.shape[1]), dtype=np.float32)
    ends = np.zeros(len(examples) + 1, dtype=np.int64)
    ends[np.array(chosen) + 1] = np.diff(kept.indptr)
    cases = csr_matrix((kept.data, kept.indices, np.cumsum(ends)), shape=cases.shape)
    case_labels = np.zeros(len(examples), dtype=np.int32)
    case_labels[chosen] = wanted
    return Model(tuple(labels), vocabulary, weights, bias, sureness(rows, wanted, len(labels)), cases, case_labels)


def learn_vocabulary(counts: Sequence[Counts]) -> Vocabulary:
    """The pieces that stand in at least two texts, the most frequent first, and their rarity."""
    blocks: list[dict[str, int]] = []
    rarity: list[float] = []
    for block in (0, 1):
        seen: Counter[str] = Counter()
        for each in counts:
            seen.update(each[block].keys())
        kept = [(p, n) for p, n in _by_number(seen.items()) if n > 1][:MOST_PIECES]
        blocks.append({p: n for n, (p, _seen) in enumerate(kept)})
        rarity += [float(np.log((1 + len(counts)) / (1 + n)) + 1) for _p, n in kept]
    return Vocabulary(blocks[0], blocks[1], np.array(rarity, dtype=np.float32))


def _by_number(items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))


def fit(rows: csr_matrix, wanted: NDArray[np.int32], labels: int) -> tuple[Floats, Floats]:
    """One linear border for each label against the rest; rare labels count as much as frequent ones."""
    machine = LinearSVC(C=PENALTY, class_weight="balanced", random_state=0).fit(rows, wanted)
    weights = np.zeros((rows.shape[1], labels), dtype=np.float32)
    bias = np.full(labels, -1.0, dtype=np.float32)
    found, borders, shifts = machine.classes_, machine.coef_, machine.intercept_
    if len(found) == 2:  # one border between two
        borders, shifts = np.vstack([-borders[0], borders[0]]), np.array([-shifts[0], shifts[0]])
    weights[:, found] = borders.T
    bias[found] = shifts
    return weights, bias


def judge(rows: csr_matrix, wanted: NDArray[np.int32], asked: csr_matrix, labels: int) -> Floats:
    """Learn from *rows*, and give for each asked row and label the margin with the votes of the likest cases."""
    weights, bias = fit(rows, wanted, labels)
    margins = np.asarray(asked @ weights + bias, dtype=np.float32)
    cases = strongest(rows).T.tocsr()
    for start in range(0, asked.shape[0], AT_ONCE):
        likeness = np.asarray((asked[start : start + AT_ONCE] @ cases).toarray(), dtype=np.float32)
        margins[start : start + AT_ONCE] += votes(likeness, wanted, labels)
    return margins


def sureness(rows: csr_matrix, wanted: NDArray[np.int32], labels: int) -> float:
    """By what to multiply margins so that the shares say how often a label is right: fitted on cases not learned from."""
    folds = min(FOLDS, int(np.bincount(wanted).min()))
    margins = np.zeros((rows.shape[0], labels))
    for learn, rest in StratifiedKFold(folds, shuffle=True, random_state=0).split(rows, wanted):
        margins[rest] = judge(rows[learn], wanted[learn], rows[rest], labels)

    def surprise(factor: float) -> float:
        return float(-np.log(softmax(factor * margins)[np.arange(len(wanted)), wanted] + 1e-12).mean())

    return round(float(minimize_scalar(surprise, bounds=(0.1, 20), method="bounded").x), 4)


def strongest(rows: csr_matrix, most: int = CASE_PIECES) -> csr_matrix:
    """Each row by its largest values only, of length one again."""
    values: list[Floats] = []
    columns: list[NDArray[np.int32]] = []
    for start, end in zip(rows.indptr, rows.indptr[1:], strict=False):
        row, at = rows.data[start:end], rows.indices[start:end]
        if len(row) > most:
            top = np.argpartition(-row, most)[:most]
            row, at = row[top], at[top]
        length = float(np.linalg.norm(row))
        values.append(row / length if length else row)
        columns.append(at)
    ends = np.cumsum([0, *(len(v) for v in values)])
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=rows.shape)
