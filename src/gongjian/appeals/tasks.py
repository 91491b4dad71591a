"""What the clock does by itself: learn from past handling, watch the week, forget who sent what, check the counters."""

import datetime as dt
from importlib import import_module
from typing import Any

from gongjian.kernel.clock import local_date
from gongjian.kernel.periodic import daily, every
from gongjian.rulebook import queries as rulebook

from . import metrics, operations, queries, radar, routing, tallies

HELD_BACK = 5  # every fifth case is held back to see how often the suggestion is right
FEWEST = 20


def _learning() -> Any:
    """Found by name, so that nothing else waits for scikit-learn."""
    return import_module("gongjian.appeals.learning")


@daily("02:10")
def learn(at: dt.datetime) -> int:
    """Learn units and categories from past handling; how often it is right is measured on cases that were held back."""
    learned, learning = 0, _learning()
    for name in ("unit", "category"):
        examples, cases = queries.examples(name)
        if len(examples) < FEWEST:
            continue
        try:
            accuracy = _accuracy(examples)
            model = learning.train(examples)
        except learning.TooFew:
            continue
        operations.keep_model(name=name, data=routing.dump(model), cases=cases, accuracy=accuracy, at=at)
        learned += 1
    return learned


def _accuracy(examples: list[routing.Example]) -> float | None:
    """How often the first suggestion was the label of a case that was not learned from."""
    asked = examples[::HELD_BACK]
    model = _learning().train([e for n, e in enumerate(examples) if n % HELD_BACK])
    right = [m[0].label == e.label for e in asked if (m := model.suggest(e.text_title, e.text_body, 1))]
    return round(sum(right) / len(asked), 4) if asked else None


@daily("02:40")
def watch(at: dt.datetime) -> int:
    """The weekly radar over the last week that is over. Gives how many new alarms. appeal-rules:6."""
    monday = metrics.last_week(at)
    weeks = int(rulebook.parameter("appeal-rules:6", "radar_weeks", local_date(at)))
    past = [tallies.week_of(monday - dt.timedelta(days=7 * n)) for n in range(weeks, 0, -1)]
    bursts = radar.alarms(metrics.weekly(past), metrics.cases_of_week(monday))
    return len(operations.sound_alarms(week=tallies.week_of(monday), bursts=bursts, at=at))


@every(3600)
def forget_sendings(at: dt.datetime) -> int:
    """Forget who sent what more than a day ago."""
    return operations.forget_sendings(at=at)


@daily("03:20")
def check_counters(at: dt.datetime) -> int:
    """The nightly check of the counters against the rows. Gives how many had drifted (0 is what is expected)."""
    return metrics.mend_counters()
