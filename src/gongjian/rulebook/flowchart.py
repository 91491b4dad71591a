"""The picture of a procedure, drawn from its table: states as boxes, one row a stage, steps as arrows with their words.

A table in, SVG out: no database, no script, no style sheet. How the arrows run is told in docs/algorithms/flowchart.md.
"""

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.kernel.procedure import Procedure, State, Step
from gongjian.kernel.refused import Words
from gongjian.kernel.text import clauses

BOX_WIDTH, BOX_HEIGHT = 124, 38
COLUMN, LANE, LINE = 268, 26, 16
SIZE = 13
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"
# Border and ground by the tone of a state; ends have a thick border besides, so that colour alone says nothing.
TONES = {
    "quiet": ("#46515e", "#edf0f3"),
    "active": ("#1b4b86", "#e6eff9"),
    "good": ("#17633a", "#e6f3ea"),
    "warn": ("#7d4b00", "#fdf2dc"),
    "bad": ("#a3221b", "#fbe9e7"),
    "end": ("#46515e", "#edf0f3"),
}
INK, SOFT = "#1b2430", "#566070"
Stages = Sequence[tuple[str, Words]]


@dataclass(frozen=True)
class _Place:
    """Where a state stands."""

    row: int
    column: int


@dataclass
class _Arrow:
    """All steps from one state to another, drawn as one line with their words."""

    source: str
    target: str
    words: list[str] = field(default_factory=list)
    automatic: bool = True


def moves(procedure: Procedure) -> list[Step]:
    """The steps that can change the state, in the table's order."""
    return [s for s in procedure.steps if s.target or s.also_targets]


def staying(procedure: Procedure) -> list[Step]:
    """The steps after which a matter stands where it stood."""
    return [s for s in procedure.steps if not s.target and not s.also_targets]


def _places(procedure: Procedure, stages: Stages) -> dict[str, _Place]:
    rows: dict[str, list[State]] = {code: [] for code, _words in stages}
    for state in procedure.states:
        rows[state.stage].append(state)
    out: dict[str, _Place] = {}
    last = len(stages) - 1
    for number, states in enumerate(rows.values()):
        # Ends stand beside the way, except in the last row.
        ordered = sorted(states, key=lambda s: s.end and number < last)
        shift = 1 if ordered and ordered[0].end and number < last else 0
        for column, state in enumerate(ordered):
            out[state.code] = _Place(number, column + shift)
    return out


def _is_back(source: _Place, target: _Place) -> bool:
    return target.row < source.row and target.column == 0


def _arrows(procedure: Procedure, at: dict[str, _Place]) -> tuple[list[_Arrow], str]:
    """The arrows, and the words of the steps that begin it all. Ways back are drawn apart where the system goes them."""
    found: dict[tuple[str, str, bool], _Arrow] = {}
    begins: list[str] = []
    for step in moves(procedure):
        if not step.sources and step.target in (None, procedure.start):
            begins.insert(0, str(step.label))
        elif not step.sources and step.target is not None:
            state = procedure.state(step.target).label
            begins.append(_("%(step)s（直接到“%(state)s”）") % {"step": step.label, "state": state})
        targets = [t for t in (step.target, *step.also_targets) if t]
        for source in step.sources:
            for target in targets:
                apart = step.by_system and _is_back(at[source], at[target])
                arrow = found.setdefault((source, target, apart), _Arrow(source, target))
                arrow.words.append(str(step.label))
                arrow.automatic &= step.by_system
    return list(found.values()), clauses(begins)


class _Drawing:
    """The canvas: lanes are given out first, then coordinates follow, then lines and boxes are drawn."""

    def __init__(self, procedure: Procedure, stages: Stages) -> None:
        self.procedure = procedure
        self.stages = stages
        self.at = _places(procedure, stages)
        self.arrows, self.begins = _arrows(procedure, self.at)
        self.channels: dict[int, list[tuple[str, ...]]] = defaultdict(list)  # above row n: who has which lane
        self.left: list[tuple[str, str]] = []
        self.right: list[tuple[str, str]] = []
        self.kinds = {id(a): self._kind(a) for a in self.arrows}
        for arrow in self.arrows:
            self._reserve(arrow)
        self._measure()

    # -- how an arrow runs --

    def _kind(self, arrow: _Arrow) -> str:
        a, b = self.at[arrow.source], self.at[arrow.target]
        if a.row == b.row:
            return "beside" if abs(a.column - b.column) == 1 else "under"
        if b.row == a.row + 1 and a.column == b.column:
            return "down"
        if abs(b.row - a.row) == 1 and b.column > a.column:
            return "across"
        return "right" if b.column > 0 else "left"

    def _bus(self, arrow: _Arrow) -> tuple[str, str]:
        """Arrows with the same words to the same state share one line."""
        return (arrow.target, clauses(arrow.words))

    def _reserve(self, arrow: _Arrow) -> None:
        kind, a, b = self.kinds[id(arrow)], self.at[arrow.source], self.at[arrow.target]
        if kind == "under":
            self._lane(a.row + 1, (arrow.source, arrow.target))
        elif kind == "across":
            self._lane(max(a.row, b.row), (arrow.source, arrow.target))
        elif kind in {"left", "right"}:
            lanes = self.left if kind == "left" else self.right
            if self._bus(arrow) not in lanes:
                lanes.append(self._bus(arrow))
            if kind == "left" and a.column:
                self._lane(a.row, ("bus", *self._bus(arrow)))

    def _lane(self, channel: int, key: tuple[str, ...]) -> None:
        if key not in self.channels[channel]:
            self.channels[channel].append(key)

    # -- where things are --

    def _measure(self) -> None:
        self.margin = 96 + 30 + LANE * max(len(self.left), 1)
        columns = max(p.column for p in self.at.values()) + 1
        self.width = self.margin + (columns - 1) * COLUMN + BOX_WIDTH + 30 + LANE * len(self.right)
        self.tops: list[int] = []
        y = 34
        for row in range(len(self.stages)):
            y += (34 if row else 16) + LINE * self._more_words(row) + LANE * len(self.channels[row])
            self.tops.append(y)
            y += BOX_HEIGHT
        y += 16 + LANE * len(self.channels[len(self.stages)])
        self.foot = y

    def _more_words(self, channel: int) -> int:
        """Lines of words beyond the first that the arrows into this row, or beside each other in the last, have."""
        rows = {"down": channel, "beside": channel - 1}
        return max(
            (
                len(a.words) - 1
                for a in self.arrows
                if (kind := self.kinds[id(a)]) in rows and self.at[a.target].row == rows[kind]
            ),
            default=0,
        )

    def x(self, code: str) -> int:
        """The middle of a box."""
        return self.margin + self.at[code].column * COLUMN + BOX_WIDTH // 2

    def y(self, code: str) -> int:
        """The middle of a box."""
        return self.tops[self.at[code].row] + BOX_HEIGHT // 2

    def _lane_y(self, channel: int, key: tuple[str, ...]) -> int:
        above = self.tops[channel - 1] + BOX_HEIGHT if channel else 0
        return above + 24 + LINE * self._more_words(channel) + LANE * self.channels[channel].index(key)

    # -- drawing --

    def draw(self) -> ET.Element:
        """The whole picture."""
        stay = staying(self.procedure)
        lines = _wrapped(_("、").join(str(s.label) for s in stay), (self.width - 48) // SIZE) if stay else []
        height = self.foot + 40 + LINE * 1.4 * len(lines)
        self.svg = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {self.width} {height:.0f}",
                "width": str(self.width),
                "height": f"{height:.0f}",
                "role": "img",
                "aria-labelledby": f"flow-{self.procedure.code}",
                "font-family": FONT,
                "font-size": str(SIZE),
            },
        )
        title = ET.SubElement(self.svg, "title", {"id": f"flow-{self.procedure.code}"})
        title.text = self.caption
        self._head()
        ET.SubElement(self.svg, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
        self._stages()
        self.labels: list[tuple[float, float, list[str], str, bool]] = []
        for arrow in self.arrows:
            getattr(self, f"_{self.kinds[id(arrow)]}")(arrow)
        self._begin()
        for state in self.procedure.states:
            self._box(state)
        for label in self.labels:
            self._words(*label)
        self._stays(lines)
        return self.svg

    @property
    def caption(self) -> str:
        """What the picture is, for those who do not see it."""
        return _("%(procedure)s的办理流程图") % {"procedure": self.procedure.label}

    def _head(self) -> None:
        marker = ET.SubElement(
            ET.SubElement(self.svg, "defs"),
            "marker",
            {
                "id": f"tip-{self.procedure.code}",
                "viewBox": "0 0 8 8",
                "refX": "7.5",
                "refY": "4",
                "markerWidth": "8",
                "markerHeight": "8",
                "orient": "auto",
            },
        )
        ET.SubElement(marker, "path", {"d": "M0 0 8 4 0 8z", "fill": SOFT})

    def _stages(self) -> None:
        for row, (_code, label) in enumerate(self.stages):
            if row % 2 == 0:
                top = self.tops[row] - 12
                rect = {"x": "0", "y": str(top), "width": "100%", "height": str(BOX_HEIGHT + 24), "fill": "#f4f6f8"}
                ET.SubElement(self.svg, "rect", rect)
            self._text(14, self.tops[row] + BOX_HEIGHT / 2 + 5, str(label), anchor="start", fill=SOFT)

    def _box(self, state: State) -> None:
        line, ground = TONES[state.tone]
        x, y = self.x(state.code) - BOX_WIDTH // 2, self.tops[self.at[state.code].row]
        shape = {"x": str(x), "y": str(y), "width": str(BOX_WIDTH), "height": str(BOX_HEIGHT), "fill": ground}
        shape |= {"stroke": line, "stroke-width": "3" if state.end else "1.5", "rx": "19" if state.end else "5"}
        ET.SubElement(self.svg, "rect", shape)
        self._text(x + BOX_WIDTH / 2, y + BOX_HEIGHT / 2 + 5, str(state.label), fill=INK, weight="600")

    def _text(
        self, x: float, y: float, words: str, *, anchor: str = "middle", fill: str = INK, weight: str = ""
    ) -> None:
        said = {"x": f"{x:.0f}", "y": f"{y:.0f}", "text-anchor": anchor, "fill": fill}
        if weight:
            said["font-weight"] = weight
        ET.SubElement(self.svg, "text", said).text = words

    def _words(self, x: float, y: float, lines: list[str], anchor: str, automatic: bool) -> None:
        """Words beside a line, with a white edge so that they stay readable where lines cross."""
        for number, words in enumerate(lines):
            said = {"x": f"{x:.0f}", "y": f"{y + LINE * number:.0f}", "text-anchor": anchor}
            said |= {"fill": SOFT if automatic else INK, "stroke": "#fff", "stroke-width": "4", "paint-order": "stroke"}
            if automatic:
                said["font-style"] = "italic"
            ET.SubElement(self.svg, "text", said).text = words

    def _line(self, points: Iterable[tuple[float, float]], arrow: _Arrow) -> None:
        path = "M" + " ".join(f"{x:.0f} {y:.0f}" for x, y in points)
        said = {"d": path, "fill": "none", "stroke": SOFT, "stroke-width": "1.4", "stroke-linejoin": "round"}
        said["marker-end"] = f"url(#tip-{self.procedure.code})"
        if arrow.automatic:
            said["stroke-dasharray"] = "5 4"
        ET.SubElement(self.svg, "path", said)

    def _begin(self) -> None:
        start = self.procedure.start
        x, top = self.x(start), self.tops[self.at[start].row]
        self._line([(x, top - 30), (x, top)], _Arrow("", start, automatic=False))
        self.labels.append((x + 8, top - 18, [self.begins], "start", False))

    def _stays(self, lines: Sequence[str]) -> None:
        key = _("粗边：办结；虚线：系统自动进行。")
        if lines:
            key += _("不改变状态的步骤：")
        self._text(24, self.foot + 18, key, anchor="start", fill=SOFT)
        for number, words in enumerate(lines):
            self._text(24, self.foot + 18 + LINE * 1.4 * (number + 1), words, anchor="start")

    def _down(self, arrow: _Arrow) -> None:
        x, y = self.x(arrow.source), self.y(arrow.source)
        end = self.tops[self.at[arrow.target].row]
        self._line([(x, y + BOX_HEIGHT / 2), (x, end)], arrow)
        below = end - 10 - LINE * (len(arrow.words) - 1)
        self.labels.append((x + 8, below, arrow.words, "start", arrow.automatic))

    def _beside(self, arrow: _Arrow) -> None:
        forth = self.x(arrow.target) > self.x(arrow.source)
        shift = -9 if forth else 9
        half = BOX_WIDTH / 2 if forth else -BOX_WIDTH / 2
        a, b, y = self.x(arrow.source) + half, self.x(arrow.target) - half, self.y(arrow.source) + shift
        self._line([(a, y), (b, y)], arrow)
        above = y - 6 - LINE * (len(arrow.words) - 1) if forth else y + 15
        self.labels.append(((a + b) / 2, above, arrow.words, "middle", arrow.automatic))

    def _under(self, arrow: _Arrow) -> None:
        """Along the channel below the row, out of the bottom and in again."""
        row = self.at[arrow.source].row
        y = self._lane_y(row + 1, (arrow.source, arrow.target))
        forth = self.x(arrow.target) > self.x(arrow.source)
        lane = self.channels[row + 1].index((arrow.source, arrow.target))
        a = self.x(arrow.source) + (28 if forth else -20) + 8 * lane
        b = self.x(arrow.target) + (-20 if forth else 28) + 8 * lane
        bottom = self.tops[row] + BOX_HEIGHT
        self._line([(a, bottom), (a, y), (b, y), (b, bottom)], arrow)
        self.labels.append((max(a, b) - COLUMN / 2, y - 5, [clauses(arrow.words)], "middle", arrow.automatic))

    def _across(self, arrow: _Arrow) -> None:
        """To a box beside the way in the next row, or in the one before."""
        a, b = self.at[arrow.source], self.at[arrow.target]
        y = self._lane_y(max(a.row, b.row), (arrow.source, arrow.target))
        down = b.row > a.row
        out = self.tops[a.row] + (BOX_HEIGHT if down else 0)
        into = self.tops[b.row] + (0 if down else BOX_HEIGHT)
        x, end = self.x(arrow.source) + (40 if down else 24), self.x(arrow.target) + (-24 if down else 24)
        self._line([(x, out), (x, y), (end, y), (end, into)], arrow)
        self.labels.append((end - 10, y - 5, [clauses(arrow.words)], "end", arrow.automatic))

    def _left(self, arrow: _Arrow) -> None:
        """Back along a lane on the left. States beside the way first go over the boxes of their row."""
        bus, a = self._bus(arrow), self.at[arrow.source]
        lane = self.left.index(bus)
        apart = 4 + lane * min(5.0, (BOX_HEIGHT / 2 - 6) / max(1, len(self.left) - 1))  # stays on the edge
        x = self.margin - 24 - LANE * lane
        into = self.y(arrow.target) + apart
        edge = self.margin
        if a.column:
            over, start = self._lane_y(a.row, ("bus", *bus)), self.x(arrow.source) - 40
            self._line([(start, self.tops[a.row]), (start, over), (x, over), (x, into), (edge, into)], arrow)
            label = (float(edge + BOX_WIDTH + 20), float(over - 5), [clauses(arrow.words)], "start", arrow.automatic)
        else:
            y = self.y(arrow.source) - apart
            self._line([(edge, y), (x, y), (x, into), (edge, into)], arrow)
            label = (float(edge - 6), y - 5 - lane, [clauses(arrow.words)], "end", arrow.automatic)
        if label[2] not in [drawn[2] for drawn in self.labels]:
            self.labels.append(label)

    def _right(self, arrow: _Arrow) -> None:
        """On along a lane on the right, to an end."""
        bus = self._bus(arrow)
        x = self.width - 20 - LANE * self.right.index(bus)
        y, into = self.y(arrow.source), self.y(arrow.target)
        edge = self.x(arrow.source) + BOX_WIDTH / 2
        self._line([(edge, y), (x, y), (x, into), (self.x(arrow.target) + BOX_WIDTH / 2, into)], arrow)
        self.labels.append((edge + 10, y - 6, [clauses(arrow.words)], "start", arrow.automatic))


def _wrapped(words: str, most: int) -> list[str]:
    return [words[i : i + most] for i in range(0, len(words), most)]


def svg(procedure: Procedure, stages: Stages) -> str:
    """The picture as SVG text, the same for the same table. Words are in the language in force.

    Raises KeyError if a state names a stage that is not among *stages*.
    """
    drawn = _Drawing(procedure, stages).draw()
    ET.indent(drawn)
    return ET.tostring(drawn, encoding="unicode") + "\n"
