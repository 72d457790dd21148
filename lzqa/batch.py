"""Answer many questions from a file: streaming, in order, and never half a file in the place of a good one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from lzqa.errors import OutputError, UserError

AnswerTurns = Callable[[list[str]], dict[str, Any]]


@dataclass(frozen=True)
class Request:
    """One line of a batch.

    Args:
        number: Its line number, from 1.
        id: The caller's identifier.
        turns: The dialogue; the last turn is to be answered.
    """

    number: int
    id: str
    turns: tuple[str, ...]


@dataclass(frozen=True)
class BadLine:
    """A line that is no request.

    Args:
        number: Its line number, from 1.
        reason: What is wrong with it.
    """

    number: int
    reason: str


@dataclass(frozen=True)
class Report:
    """What a batch did.

    Args:
        answered: Lines answered.
        bad: Lines passed over.
    """

    answered: int
    bad: tuple[BadLine, ...]


def read_requests(lines: Iterable[str]) -> Iterator[Request | BadLine]:
    """Read ``{"id": "…", "turns": ["…"]}`` lines; blank lines are passed over, others that do not fit are told.

    ``{"question": "…"}`` is taken as one turn, and a missing id is the line's number.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            yield BadLine(number, f"不是 JSON：{error.msg}（第 {error.colno} 个字符）")
            continue
        if not isinstance(raw, dict):
            yield BadLine(number, "不是 JSON 对象")
            continue
        turns = raw.get("turns", [raw["question"]] if "question" in raw else None)
        if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
            yield BadLine(number, '缺少 "turns"：它应是至少含一个字符串的数组')
            continue
        yield Request(number, str(raw.get("id", number)), tuple(turns))


def run_batch(
    source: Iterable[str],
    out: TextIO,
    answer: AnswerTurns,
    *,
    on_bad: Callable[[BadLine], None] = lambda _: None,
    on_done: Callable[[int], None] = lambda _: None,
) -> Report:
    """Answer every request of ``source`` and write one JSON line each to ``out``, in input order.

    Args:
        source: Lines.
        out: Where answers go; flushed after each.
        answer: Answers a dialogue.
        on_bad: Called for each line that is no request.
        on_done: Called with the number of each line that was answered.
    """
    answered = 0
    bad: list[BadLine] = []
    for request in read_requests(source):
        if isinstance(request, BadLine):
            bad.append(request)
            on_bad(request)
            continue
        row = {"id": request.id, **answer(list(request.turns))}
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        out.flush()
        answered += 1
        on_done(request.number)
    return Report(answered, tuple(bad))


def run_batch_file(
    source: Path,
    target: Path,
    answer: AnswerTurns,
    *,
    on_bad: Callable[[BadLine], None] = lambda _: None,
    on_done: Callable[[int], None] = lambda _: None,
) -> Report:
    """Answer the requests in ``source`` into ``target``; what stood in ``target`` stays until all is written.

    Raises:
        UserError: ``U004`` when ``source`` cannot be read as UTF-8 text.
        OutputError: ``O002`` when ``target`` cannot be written.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        lines = source.open(encoding="utf-8-sig")
    except OSError as error:
        message = f"cannot read {source}: {error.strerror or error}"
        raise UserError(message, code="U004", remedy="give the path of a JSON Lines file") from error
    with lines:
        try:
            with aside.open("w", encoding="utf-8") as out:
                report = run_batch(lines, out, answer, on_bad=on_bad, on_done=on_done)
            aside.replace(target)
        except UnicodeDecodeError as error:
            message = f"{source} is not UTF-8: byte offset {error.start}"
            raise UserError(message, code="U004", remedy="save the file as UTF-8") from error
        except OSError as error:
            message = f"cannot write {target}: {error.strerror or error}"
            raise OutputError(message, code="O002", remedy="choose a folder that exists and may be written") from error
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
    return report
