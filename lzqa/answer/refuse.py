"""What is said when there is no answer: what is missing, what stands nearby, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from lzqa.answer.detail import wonders_by
from lzqa.answer.draft import Draft
from lzqa.answer.excerpt import Excerpter, shown
from lzqa.answer.model import Answer, Status
from lzqa.corpus import PlanInfo
from lzqa.facts import Fact
from lzqa.lexicon.slogans import Slogan
from lzqa.passages import Passage
from lzqa.question import Question, QuestionKind, Term
from lzqa.retrieval.model import Hit
from lzqa.spans import Span

EXAMPLES = (
    "到2025年要增加多少个义务教育学位？",
    "公办幼儿园在园幼儿占比的目标是多少？",
    "对乡村教师的待遇有什么安排？",
    "“5080”是什么意思？",
    "怎样减轻中小学生的课业负担？",
)

_PROBLEMS = {
    "blank": "您还没有输入问题。请写下想了解的内容，例如下面这些。",
    "symbols": "我没有看到文字，只有符号或表情。请用一句话写下问题，例如下面这些。",
    "markup": "您发来的内容里只有网页代码，没有可以回答的文字；代码不会被执行。请用一句话写下问题，例如下面这些。",
    "number": "您只发来了一个数字。请补充想问的内容：它是哪一年、哪一级学校的什么指标？",
    "language": "This assistant reads one plan, written in Chinese. 请用中文提问（please ask in Chinese），例如下面这些。",
}
_MISSING = 3
NEARBY = 0.35
"""A passage is shown as nearby when it holds at least this share of the question's terms, weighted by rarity."""


def small_talk(question: Question, info: PlanInfo) -> Answer:
    """Answer a greeting, thanks, a question about the assistant, or input without a question in it."""
    if question.kind is QuestionKind.THANKS:
        text, status = "不客气。还想了解规划里的什么，可以接着问。", Status.ANSWERED
    elif question.kind is QuestionKind.GREETING:
        text, status = f"您好！我只回答《{info.title}》里写到的内容，每个回答都附原文。想了解什么？", Status.ANSWERED
    elif question.kind is QuestionKind.ABOUT:
        text = f"我是 lzqa，一个只读《{info.title}》的问答助手：用规划的原话回答，注明出处；规划没有写的，我会直说没有写。"
        status = Status.ANSWERED
    else:
        text, status = _PROBLEMS[question.problem], Status.UNCLEAR
    return Answer(
        question=question.raw,
        understood_as=question.text,
        kind=question.kind.value,
        status=status,
        answer=text,
        confidence=1.0 if status is Status.ANSWERED else 0.0,
        suggestions=EXAMPLES,
    )


def refusal(
    question: Question, hits: Sequence[Hit], unknown: Sequence[Term], excerpter: Excerpter, info: PlanInfo, confidence: float
) -> Answer:
    """Say that the plan does not answer, and cite what it says nearby.

    Args:
        question: The question.
        hits: The nearest passages, best first.
        unknown: Words of the question that the plan does not use.
        excerpter: Chooses excerpts.
        info: Names the plan and whom to ask.
        confidence: The probability that the plan answers.
    """
    draft = Draft(question, 300)
    named = [attribute.value for attribute in question.attributes]
    why = wonders_by(question.text)
    words = [
        word
        for word in (term.word for term in unknown)
        if len(word) > 1 and word in question.text and not word[0].isdecimal() and word not in why
    ]
    missing = "、".join(f"“{word}”" for word in list(dict.fromkeys([*named, *words]))[:_MISSING])
    about = f"（没有提到{missing}）" if missing else ""
    lacking = "没有写原因" if why and not about else "没有直接写到这一点"
    draft.lines.append(f"规划里{lacking}{about}，可以向{info.contact}咨询。")
    near = [hit for hit in hits if hit.signals.together >= NEARBY]
    if near:
        passage = near[0].passage
        excerpt = passage.quote if passage.row else shown(passage.quote, excerpter.around(passage.quote, question, 120))
        draft.add(f"规划里相近的内容是：{excerpt}", passage)
    status = Status.NOT_IN_PLAN if question.terms else Status.UNCLEAR
    return draft.answer(confidence, status, topics(near) or EXAMPLES[:3])


def neighbour(question: Question, word: str, fact: Fact, passage: Passage, info: PlanInfo, confidence: float) -> Answer:
    """Say that the plan has not the figure asked for, and state the neighbouring one that it has.

    Args:
        question: The question.
        word: What the question names that the figure is not about: a year, a school, a level, a scope.
        fact: The neighbouring fact.
        passage: Its passage.
        info: Names whom to ask.
        confidence: The probability that the plan answers.
    """
    draft = Draft(question, 300)
    draft.lines.append(f"规划没有写{word}的这个数字（{fact.indicator}），可以向{info.contact}咨询。")
    draft.add(f"规划里相近的内容是：{fact.statement}", passage)
    return draft.answer(confidence, Status.NOT_IN_PLAN, (f"{fact.indicator}的目标是多少？", f"{fact.indicator}现在是多少？"))


def unexplained(question: Question, slogan: Slogan, passage: Passage, info: PlanInfo) -> Answer:
    """Say that the plan names a slogan and nowhere explains it, and cite where it names it.

    Args:
        question: The question; it asks what the slogan means.
        slogan: The slogan.
        passage: A passage that names it.
        info: Names whom to ask.
    """
    draft = Draft(question, 300)
    draft.lines.append(f"规划只提到“{slogan.name}”，没有解释它指什么，可以向{info.contact}咨询。")
    start = max(0, passage.quote.find(slogan.name) - 40) if passage.row is None else 0
    if passage.row is None:
        span = Span(start, min(len(passage.quote), start + 120))
        draft.add(f"规划里相近的内容是：{shown(passage.quote, span)}", passage)
    return draft.answer(0.05, Status.NOT_IN_PLAN, EXAMPLES[:3])


def topics(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return questions about the parts that the best passages stand in, at most three."""
    titles = [hit.passage.headings[-1].split(" ", 1)[-1] for hit in hits[:6] if hit.passage.headings]
    return tuple(f"“{title}”的主要内容是什么？" for title in dict.fromkeys(titles))[:3]
