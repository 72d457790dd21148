"""Understanding a question before anything is searched."""

from lzqa.question.kinds import mended, without_place_words
from lzqa.question.model import LANGUAGE, SHORT_KINDS, SMALL_TALK, Asked, Attribute, Level, Question, QuestionKind, Term
from lzqa.question.typos import Mender
from lzqa.question.understand import Understander

__all__ = [
    "LANGUAGE",
    "SHORT_KINDS",
    "SMALL_TALK",
    "Asked",
    "Attribute",
    "Level",
    "Mender",
    "Question",
    "QuestionKind",
    "Term",
    "Understander",
    "mended",
    "without_place_words",
]
