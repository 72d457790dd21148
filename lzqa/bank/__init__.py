"""The question bank: how people ask, passage by passage; it holds questions and places, never an answer."""

from lzqa.bank.load import QUESTIONS, load_bank
from lzqa.bank.model import UNANSWERABLE, VOICES, Bank, BankEntry

__all__ = ["QUESTIONS", "UNANSWERABLE", "VOICES", "Bank", "BankEntry", "load_bank"]
