"""Thresholds below which an evaluation fails, and above which they should be raised."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from lzqa.errors import UserError
from lzqa.evaluation.results import Figures, Run

AT_LEAST = ("accuracy", "headline", "recall", "precision", "faithful")
AT_MOST = ("wrongly_answered", "wrongly_refused")
ROOM = 0.01
"""A figure this far above its threshold asks for the threshold to be raised."""


@dataclass(frozen=True)
class Miss:
    """A figure on the wrong side of its threshold, or far on the right side.

    Args:
        group: Group of questions, as :meth:`Run.groups` names it.
        name: The figure's name.
        limit: Its threshold.
        found: What was reached.
    """

    group: str
    name: str
    limit: float
    found: float

    def __str__(self) -> str:
        bound = "at least" if self.name in AT_LEAST else "at most"
        return f"{self.group} {self.name}: {self.found:.3f}, {bound} {self.limit:.3f} wanted"


def load_thresholds(path: Path, section: str) -> dict[str, dict[str, float]]:
    """Read one section of a thresholds file: limits by figure name, by group.

    Raises:
        UserError: ``U014`` when the file is missing or malformed, or names an unknown figure.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))[section]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        message = f"cannot read thresholds [{section}] from {path}: {error}"
        raise UserError(message, code="U014", remedy="give a TOML file as docs/evaluation.md describes it") from error
    unknown = sorted({name for limits in raw.values() for name in limits} - set(AT_LEAST) - set(AT_MOST))
    if unknown:
        message = f"{path} names unknown figures: {', '.join(unknown)}"
        raise UserError(message, code="U014", remedy=f"known are {', '.join((*AT_LEAST, *AT_MOST))}")
    return {group: {name: float(limit) for name, limit in limits.items()} for group, limits in raw.items()}


def _value(figures: Figures | None, name: str) -> float | None:
    return None if figures is None else getattr(figures, name)


def compare_thresholds(run: Run, limits: dict[str, dict[str, float]]) -> tuple[tuple[Miss, ...], tuple[Miss, ...]]:
    """Return what missed its threshold, and what stands so far above that the threshold should be raised.

    A group or figure that the run does not have counts as missed: losing questions must not pass.
    """
    summary = run.summary()
    missed: list[Miss] = []
    raisable: list[Miss] = []
    for group, wanted in limits.items():
        for name, limit in wanted.items():
            found = _value(summary.get(group), name)
            if found is None:
                missed.append(Miss(group, name, limit, float("nan")))
                continue
            gap = round(found - limit if name in AT_LEAST else limit - found, 6)
            if gap < 0:
                missed.append(Miss(group, name, limit, found))
            elif gap > ROOM:
                raisable.append(Miss(group, name, limit, found))
    return tuple(missed), tuple(raisable)
