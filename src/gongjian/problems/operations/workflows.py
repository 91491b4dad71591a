"""The life of a problem under the engine."""

from gongjian.matters.operations import Cases

PROBLEMS = Cases(app="problems", kinds=("problem",))
