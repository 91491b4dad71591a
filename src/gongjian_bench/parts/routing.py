"""Measuring the suggestion on labelled texts, cross-validated. Imports scikit-learn: loaded by its command alone."""

import collections
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

from gongjian.appeals import learning, likeness, routing

from .duplicates import Text, shared_pieces

NEAR = 0.4  # so much of the shorter text in common: kept in the same fold
Say = Callable[[object], None]
Numbers = NDArray[np.int32]


def groups_of(texts: Sequence[Text]) -> Numbers:
    """For each text the number of its group; near-duplicates share one, so that none is learned from and asked."""
    head = list(range(len(texts)))

    def top(n: int) -> int:
        while head[n] != n:
            n = head[n] = head[head[n]]
        return n

    for a, b in shared_pieces([likeness.plain(t.title + t.body) for t in texts], 4, NEAR):
        head[top(a)] = top(b)
    return np.array([top(n) for n in range(len(texts))], dtype=np.int32)


def run(texts: Sequence[Text], folds: int, repeats: int, say: Say) -> dict[str, Any]:
    """Accuracy and macro-F1 over *repeats* divisions into *folds*, beside two baselines on the same divisions."""
    labels = sorted({t.label for t in texts})
    wanted = np.array([labels.index(t.label) for t in texts], dtype=np.int32)
    groups = groups_of(texts)
    sizes = collections.Counter(groups.tolist())
    counts = [routing.pieces(t.title, t.body) for t in texts]
    rounds: list[dict[str, NDArray[Any]]] = []
    sureness: float | None = None
    for seed in range(1, repeats + 1):
        said = {name: np.zeros(len(texts), dtype=np.int32) for name in ("ours", "majority", "nearest")}
        shares = np.zeros((len(texts), len(labels)))
        division = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        for learn, judge in division.split(np.zeros(len(texts)), wanted, groups):
            vocabulary = learning.learn_vocabulary([counts[n] for n in learn])
            rows = vocabulary.matrix([counts[n] for n in learn])
            asked = vocabulary.matrix([counts[n] for n in judge])
            if sureness is None:  # fitted once, on what the first fold learns from
                sureness = learning.sureness(rows, wanted[learn], len(labels))
            shares[judge] = routing.softmax(sureness * learning.judge(rows, wanted[learn], asked, len(labels)))
            said["ours"][judge] = shares[judge].argmax(axis=1)
            said["majority"][judge] = np.bincount(wanted[learn]).argmax()
            said["nearest"][judge] = wanted[learn][_nearest(asked, rows)]
        rounds.append({**said, "shares": shares})
        say(f"division {seed}: {_scores(wanted, said['ours'])}")
    last = rounds[-1]
    each = precision_recall_fscore_support(wanted, last["ours"], zero_division=0)
    return {
        "what": "routing",
        "rows": len(texts),
        "classes": len(labels),
        "folds": folds,
        "repeats": repeats,
        "near_duplicate_groups": sum(1 for n in sizes.values() if n > 1),
        "rows_in_them": sum(n for n in sizes.values() if n > 1),
        **_mean([_scores(wanted, r["ours"]) for r in rounds]),
        "each_division": [_scores(wanted, r["ours"]) for r in rounds],
        "accuracy_at_3": round(_among_three(wanted, last["shares"]), 4),
        "calibration_error": round(_calibration_error(wanted, last["shares"]), 4),
        "per_class": {
            label: {
                "precision": round(float(each[0][n]), 4),
                "recall": round(float(each[1][n]), 4),
                "f1": round(float(each[2][n]), 4),
                "rows": int(each[3][n]),
            }
            for n, label in enumerate(labels)
        },
        "baseline_majority": _mean([_scores(wanted, r["majority"]) for r in rounds]),
        "baseline_nearest": _mean([_scores(wanted, r["nearest"]) for r in rounds]),
        **_speed(texts),
    }


def _scores(wanted: Numbers, said: Numbers) -> dict[str, float]:
    return {
        "accuracy": round(float(accuracy_score(wanted, said)), 4),
        "macro_f1": round(float(f1_score(wanted, said, average="macro", zero_division=0)), 4),
    }


def _mean(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(float(np.mean([r[name] for r in rows])), 4) for name in rows[0]}


def _nearest(asked: csr_matrix, rows: csr_matrix) -> NDArray[np.int64]:
    """For each asked row the place of the likest row."""
    return np.asarray((asked @ rows.T).toarray().argmax(axis=1))


def _among_three(wanted: Numbers, shares: NDArray[np.float64]) -> float:
    best = np.argsort(-shares, axis=1)[:, :3]
    return float((best == wanted[:, None]).any(axis=1).mean())


def _calibration_error(wanted: Numbers, shares: NDArray[np.float64]) -> float:
    """By how much, on average, the confidence differs from how often it is right (ten steps of confidence)."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == wanted
    step = np.minimum((sure * 10).astype(int), 9)
    return sum(
        abs(float(sure[step == n].mean() - right[step == n].mean())) * float((step == n).mean())
        for n in range(10)
        if (step == n).any()
    )


def _speed(texts: Sequence[Text]) -> dict[str, float]:
    """Learning from everything, as the nightly task does, and suggesting as a page does."""
    began = time.perf_counter()
    model = learning.train([routing.Example(t.title, t.body, t.label) for t in texts])
    trained = time.perf_counter() - began
    took = []
    for text in texts[:500]:
        began = time.perf_counter()
        model.suggest(text.title, text.body)
        took.append((time.perf_counter() - began) * 1000)
    return {
        "train_seconds": round(trained, 2),
        "suggest_ms_p50": round(float(np.percentile(took, 50)), 2),
        "suggest_ms_p95": round(float(np.percentile(took, 95)), 2),
        "model_bytes": len(routing.dump(model)),
    }
