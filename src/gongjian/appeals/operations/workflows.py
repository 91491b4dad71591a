"""The life of an appeal under the engine."""

from gongjian.matters.operations import Cases

APPEALS = Cases(app="appeals", kinds=("appeal",))
