"""How far the verdict holds when the same question is written differently.

Every variant is a function of the text and a seed, the same on every machine: a choice is a hash of the question's id, the
variant's name and the place of the choice, never a random number.  A variant keeps every figure of the question, and it
asks the same, so the gold of the question is the gold of its variants.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from lzqa.errors import UserError
from lzqa.evaluation.questions import EvalQuestion
from lzqa.evaluation.results import Run
from lzqa.evaluation.run import evaluate
from lzqa.evaluation.systems import System
from lzqa.figures import find_figures, year_spans
from lzqa.segment import Segmenter, Token
from lzqa.spans import Span, stripped
from lzqa.structure.sentences import split_clauses

POLITE = (("请问", ""), ("您好，请问", "谢谢！"), ("麻烦问一下，", "谢谢！"), ("不好意思，想请教一下：", "谢谢您！"))
"""What stands before and behind a polite question."""
DISTRACTORS = (
    "刚从菜市场回来，外面下着雨。",
    "这阵子隔壁在装修，吵得很。",
    "昨晚邻居放鞭炮，没睡好。",
    "今天太阳很大，我在阳台晒被子。",
    "手机快没电了，我边充电边打字。",
    "刚吃完饭，正坐在院子里乘凉。",
)
"""Sentences about the asker's life: no question, no figure, nothing about education."""
CHOICE = 5
"""A typo takes one of so many most frequent characters of the same sound."""
MARKS = '，。？！、；：,.?!;:“”"…'
SWAPPED = dict(zip("，,、；;。.？?！!：:“”", '、、，，，，，?？!！:：""', strict=True))
NUMERALS = "零〇○一二两三四五六七八九十百千万亿几半俩仨廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
NEGATIONS = "不没无未非别莫勿冇唔"
FUNCTION_WORDS = frozenset("的了是在和与及有吗呢吧啊呀嘛也都就要能会可把被对从到向为给让用我你他她它这那哪谁啥咋很还又再才只个上下里中") | {
    "什么", "多少", "怎么", "怎样", "怎么样", "怎么办", "如何", "为什么", "哪些", "哪个", "哪里", "哪家", "这个", "那个", "我们", "他们", "是否", "还是", "还有",
    "到底", "一共", "总共", "分别", "请问", "可以", "现在", "以后", "里面", "时候", "问题", "事情", "知道", "告诉", "一下", "规划", "全市", "我市", "本市",
}  # fmt: skip
"""Words without content; a list of its own, so that variants stay the same when the assistant's word lists change."""
SHORTEST = 5
"""A phrase is moved when at least so many characters besides it are left."""

_NUMERAL = re.compile(rf"第?(?:百分之)?[{NUMERALS}\d]+个?[^\s，。？！]?")
_HAN = re.compile(rf"(?:(?![{NEGATIONS}])[\u3400-\u9fff])+")
_CLAUSE_MARKS = "，,；;。！？!?：:…—"
_GAP = re.compile(r"(?<=[\u3400-\u9fff）”])[ \u3000]+(?=[^\sA-Za-z])")
_TIME = re.compile(
    r"(?:到|至|截至)?(?<!\d)(?:20\d{2}|1[5-9]|2\d)年(?:[底末度]|初(?![一二三中])|[春秋][天季])?(?![级代内来间])"
    r"|[“\"]?十[三四五]五[”\"]?(?:期间|时期|期末|末)?(?!规划)|(?:最?近|(?<!学)前|过去)[两三四五几]年"
)
_LEVELS = frozenset(["幼儿园", "学前教育", "小学", "初中", "高中", "中小学", "义务教育", "中职", "职校", "特殊教育"])
_JOINS = frozenset("比和与跟同及或、从到至升")
"""A phrase beside one of these is half of a pair and stays where it is."""

Variant = Callable[[str, str], str]  # of a text and a seed; gives the text back when it has nothing to change


def pick(seed: str, count: int) -> int:
    """Return a number in ``0 .. count - 1`` that depends on ``seed`` alone."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % count


@lru_cache(maxsize=1)
def _segmenter() -> Segmenter:
    """General Chinese, so that variants do not depend on a plan's dictionary."""
    return Segmenter.fit()


def _is_numeral(character: str) -> bool:
    return character.isdigit() or (character != "" and character in NUMERALS)


def _loose(text: str) -> list[int]:
    """Return the places of marks that may go: none inside a number or word, none behind a digit unless it ends the text."""
    end = len(text.rstrip(MARKS + " "))
    places = []
    for at, character in enumerate(text):
        beside = text[at - 1 : at] + text[at + 1 : at + 2]
        latin = len(beside) == 2 and beside.isascii() and beside.isalnum()
        if character in MARKS and not latin and not (0 < at < end and (_is_numeral(beside[0]) or beside[0] in "%％")):
            places.append(at)
    return places


def punctuation(text: str, seed: str) -> str:
    """Drop all marks, double them, or write them differently; whichever the seed says and the text allows."""
    places = frozenset(_loose(text))
    changes = (dict.fromkeys(MARKS, ""), {mark: mark * 2 for mark in MARKS}, SWAPPED)
    for step in range(len(changes)):
        change = changes[(pick(seed, len(changes)) + step) % len(changes)]
        changed = "".join(change.get(mark, mark) if at in places else mark for at, mark in enumerate(text))
        if changed != text and changed.strip(MARKS + " "):
            return changed
    return text


def full_width(text: str, _: str) -> str:
    """Write digits, Latin letters and half-width marks in full width; white space stays."""
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@lru_cache(maxsize=1)
def _to_traditional() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def traditional(text: str, _: str) -> str:
    """Write simplified characters in traditional ones."""
    return str(_to_traditional().convert(text))


def _pinyin(text: str) -> list[str]:
    """Return the toneless pinyin of each character of ``text``, read in its word."""
    try:
        from pypinyin import lazy_pinyin
    except ImportError as error:
        message = "typos with the same sound need the package pypinyin, which is not installed"
        raise UserError(message, code="U012", remedy="pip install 'lzqa[eval]'") from error
    return list(lazy_pinyin(text))


@lru_cache(maxsize=1)
def neighbours() -> dict[str, tuple[str, ...]]:
    """Return, by toneless pinyin, the characters in common use (the first level of GB 2312), most frequent first.

    Numerals and negations are left out: one would put a figure, or its opposite, where there was none.
    """
    codes = (bytes([high, low]) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) if (high, low) < (0xD7, 0xFA))
    found: dict[str, list[str]] = {}
    for character in (code.decode("gb2312") for code in codes):
        if not _is_numeral(character) and character not in NEGATIONS:
            found.setdefault(_pinyin(character)[0], []).append(character)
    common = _segmenter().commonness
    return {sound: tuple(sorted(held, key=lambda c: (-common(c), c))) for sound, held in found.items()}


def _protected(text: str) -> list[Span]:
    """Return the spans of figures, years and numerals, each with the unit behind it."""
    spans = [figure.span for figure in find_figures(text)]
    spans += [Span(span.start, min(span.end + 1, len(text))) for _, span in year_spans(text)]
    return spans + [Span(*match.span()) for match in _NUMERAL.finditer(text)]


def _makes_a_word(text: str, at: int) -> bool:
    """Tell whether a word of two to four characters stands over the place ``at``."""
    windows = ((start, start + size) for size in (2, 3, 4) for start in range(max(0, at - size + 1), at + 1))
    return any(_segmenter().knows(text[start:end]) for start, end in windows if end <= len(text))


def _misspelt(text: str, token: Token, at: int, seed: str) -> str:
    """Put a frequent character of the same sound at ``at`` of ``token``, such that no other word arises; else ``text``."""
    sounds = _pinyin(token.text)
    where = token.span.start + at
    found: list[str] = []
    for other in neighbours().get(sounds[at], ()) if len(sounds) == len(token.text) else ():
        changed = text[:where] + other + text[where + 1 :]
        if changed != text and len(found) < CHOICE and not _makes_a_word(changed, where):
            found.append(changed)
    return found[pick(seed, len(found))] if found else text


def typo(text: str, seed: str) -> str:
    """Replace one content character by a frequent one of the same sound.

    Words of two or more characters go before single ones; stop words, negations, digits and figures are never touched.
    """
    protected = _protected(text)
    places: list[tuple[bool, str, Token, int]] = []
    for token in _segmenter().tokens(text):
        if token.text in FUNCTION_WORDS or not _HAN.fullmatch(token.text):
            continue
        for at in range(len(token.text)):
            here = Span(token.span.start + at, token.span.start + at + 1)
            if not _is_numeral(token.text[at]) and not any(span.overlaps(here) for span in protected):
                order = hashlib.sha256(f"{seed}:{here.start}".encode()).hexdigest()
                places.append((len(token.text) == 1, order, token, at))
    for _, order, token, at in sorted(places, key=lambda place: place[:2]):
        misspelt = _misspelt(text, token, at, order)
        if misspelt != text:
            return misspelt
    return text


def _clauses(text: str) -> list[Span]:
    """Return the clauses of ``text`` without the marks between them; a space between Chinese words is a boundary too."""
    edges = {piece.start for piece in split_clauses(text, Span(0, len(text)), _CLAUSE_MARKS)} | {len(text)}
    edges.update(match.end() for match in _GAP.finditer(text))
    bodies = [stripped(text, Span(*pair), _CLAUSE_MARKS + " \u3000\n\t") for pair in pairwise(sorted(edges))]
    return [body for body in bodies if any(map(str.isalnum, body.slice(text)))]


def _fronted_clause(text: str) -> str:
    clauses = _clauses(text)
    if len(clauses) < 2:
        return text
    words = [clause.slice(text) for clause in clauses]
    marks = [text[one.end : other.start] for one, other in pairwise(clauses)]
    inner = "".join(word + mark for word, mark in zip(words[:-1], [*marks[:-1], ""], strict=True))
    return f"{text[: clauses[0].start]}{words[-1]}{marks[-1]}{inner}{text[clauses[-1].end :]}"


def _phrases(text: str) -> Iterable[Span]:
    """Yield the time phrase and the school level, each only when it is the only one of its sort and no part of a name."""
    times = [Span(*match.span()) for match in _TIME.finditer(text)]
    if len(times) == 1 and len(year_spans(text)) <= 1:
        yield times[0]
    tokens = _segmenter().tokens(text)
    levels = [at for at, token in enumerate(tokens) if token.text in _LEVELS]
    if len(levels) == 1:
        at = levels[0]
        stage = at + 1 < len(tokens) and tokens[at + 1].text == "阶段"
        if at == 0 or tokens[at - 1].text in FUNCTION_WORDS:
            yield Span(tokens[at].span.start, tokens[at + stage].span.end)


def _moved_phrase(text: str) -> str:
    end = len(text.rstrip(MARKS + " "))
    for span in _phrases(text):
        before, phrase, after, tail = text[: span.start], span.slice(text), text[span.end : end], text[end:]
        meeting = (before[-1:], after[:1]) if before else (after[-1:],)
        paired = _JOINS.intersection((before[-1:], after[:1]))
        joined = paired or after.startswith("的") or all(map(_is_numeral, meeting))
        if not joined and len(before + after) >= SHORTEST:
            return f"{phrase}{before}{after}{tail}" if before else f"{after}{phrase}{tail}"
    return text


def word_order(text: str, _: str) -> str:
    """Move the last clause to the front, else the time or the level to the front or to the end; all is kept, figures too."""
    tried = (_fronted_clause(text), _moved_phrase(text))
    units = sorted(f"{figure.value}{figure.unit}" for figure in find_figures(text))
    return next((t for t in tried if t != text and sorted(f"{f.value}{f.unit}" for f in find_figures(t)) == units), text)


def polite(text: str, seed: str) -> str:
    """Put polite words around the question."""
    before, after = POLITE[pick(seed, len(POLITE))]
    between = "，" if after and text.rstrip()[-1:] not in "，。？！,.?!~～" else ""
    return f"{before}{text}{between}{after}"


def distractor(text: str, seed: str) -> str:
    """Put an unrelated sentence about the asker's life before the question."""
    return DISTRACTORS[pick(seed, len(DISTRACTORS))] + text


VARIANTS: dict[str, Variant] = {
    "punctuation": punctuation,
    "full_width": full_width,
    "traditional": traditional,
    "typo": typo,
    "word_order": word_order,
    "polite": polite,
    "distractor": distractor,
}
"""Name → variant, in the order of reports."""


def variants(question: EvalQuestion) -> dict[str, EvalQuestion]:
    """Return the variants of ``question`` by name: its last turn rewritten, its gold kept, its id suffixed (``q-1#typo``).

    A variant that leaves the text as it is is left out.

    Raises:
        UserError: ``U012`` when pypinyin is not installed.
    """
    *earlier, last = question.turns
    found = {}
    for name, variant in VARIANTS.items():
        text = variant(last, f"{question.id}#{name}")
        if text != last:
            found[name] = replace(question, id=f"{question.id}#{name}", turns=(*earlier, text))
    return found


@dataclass(frozen=True)
class VariantFigures:
    """What one variant did.

    Args:
        name: The variant's name.
        count: Questions that it changes; at least one.
        before: Share of them, 0..1, answered right as they were written.
        after: The same share in the variant.
        lost: Ids of questions answered right only as they were written.
        gained: Ids of questions answered right only in the variant.
    """

    name: str
    count: int
    before: float
    after: float
    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def flipped(self) -> tuple[str, ...]:
        """Ids of the questions whose verdict changed, in the order of ids."""
        return tuple(sorted((*self.lost, *self.gained)))

    @property
    def consistency(self) -> float:
        """Share of questions, 0..1, whose verdict is unchanged."""
        return 1 - len(self.flipped) / self.count


@dataclass(frozen=True)
class Robustness:
    """What variants of the questions did to one system.

    Args:
        system: The system's name.
        variants: One a variant, in the order of :data:`VARIANTS`; a variant that changes no question is left out.
    """

    system: str
    variants: tuple[VariantFigures, ...]

    @property
    def count(self) -> int:
        """Variants asked, all kinds together."""
        return sum(part.count for part in self.variants)

    @property
    def consistency(self) -> float:
        """Share of all variants, 0..1, whose verdict is unchanged; 1 for none."""
        return 1 - sum(len(part.flipped) for part in self.variants) / self.count if self.count else 1.0

    def text(self) -> str:
        """Return a Markdown table, one row a variant, and the overall consistency."""
        rows = [
            "| variant | questions | consistency | right before | right after | lost | gained |",
            "|---|--:|--:|--:|--:|--:|--:|",
        ]
        rows += [
            f"| {part.name} | {part.count} | {part.consistency:.3f} | {part.before:.3f} | {part.after:.3f} "
            f"| {len(part.lost)} | {len(part.gained)} |"
            for part in self.variants
        ]
        return "\n".join([*rows, "", f"{self.system}: consistency {self.consistency:.3f} over {self.count} variants"])


def robustness(
    system: System,
    questions: Sequence[EvalQuestion],
    base: Run,
    plan: str,
    plan_sha256: str,
    *,
    on_done: Callable[[], None] = lambda: None,
) -> Robustness:
    """Ask ``system`` every variant of ``questions`` and compare the verdicts with those of ``base``.

    Args:
        system: The system that ``base`` measured.
        questions: Questions as they were written.
        base: Its run over them; may hold more.
        plan: The plan's text.
        plan_sha256: Its hash.
        on_done: Called once a question, when all its variants are answered.

    Raises:
        UserError: ``U008`` when ``base`` lacks a question or was measured on another text; ``U012`` when pypinyin is not
            installed.
    """
    right = {result.question.id: result.verdict.correct for result in base.results}
    missing = [question.id for question in questions if question.id not in right]
    if missing or base.plan_sha256 != plan_sha256:
        reason = f"it lacks {len(missing)} questions, such as {missing[0]}" if missing else "it was measured on another text"
        message = f"the run of {base.system} cannot be compared with: {reason}"
        raise UserError(message, code="U008", remedy="measure the same questions on this plan first")
    verdicts: dict[str, list[tuple[str, bool, bool]]] = {name: [] for name in VARIANTS}
    for question in questions:
        varied = variants(question)
        run = evaluate(base.system, system, tuple(varied.values()), plan, plan_sha256)
        for name, result in zip(varied, run.results, strict=True):
            verdicts[name].append((question.id, right[question.id], result.verdict.correct))
        on_done()
    return Robustness(base.system, tuple(_figures(name, held) for name, held in verdicts.items() if held))


def _figures(name: str, held: Sequence[tuple[str, bool, bool]]) -> VariantFigures:
    before, after = sum(was for _, was, _ in held), sum(now for _, _, now in held)
    lost = tuple(identifier for identifier, was, now in held if was and not now)
    gained = tuple(identifier for identifier, was, now in held if now and not was)
    return VariantFigures(name, len(held), before / len(held), after / len(held), lost, gained)
