"""Fixtures: the shipped plan, a mini plan with every construct once, and an assistant over each, built once a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lzqa.assistant import Assistant
from lzqa.facts import Fact
from lzqa.indexing import Plan, load_plan
from lzqa.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "lianzhou-2021-2025"
MINI = ROOT / "tests" / "data" / "mini"


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The shipped plan, parsed."""
    return load_plan(CORPUS)


@pytest.fixture(scope="session")
def fact(plan: Plan) -> Callable[[str], Fact]:
    """Gives the shipped plan's fact of an id."""
    return {fact.id: fact for fact in plan.facts}.__getitem__


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose index folder is the session's own."""
    return Settings(CORPUS, tmp_path_factory.mktemp("index") / "plan")


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    """An assistant over the shipped plan."""
    return Assistant.open(settings, build=True)


@pytest.fixture(scope="session")
def mini_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for the mini plan."""
    return Settings(MINI, tmp_path_factory.mktemp("mini") / "index", "hashing")


@pytest.fixture(scope="session")
def mini(mini_settings: Settings) -> Assistant:
    """An assistant over the mini plan."""
    return Assistant.open(mini_settings, build=True)


@pytest.fixture(scope="module")
def address(assistant: Assistant, settings: Settings) -> Iterator[str]:
    """The page's address; the session's assistant has built the index."""
    from web_support import served

    with served(settings.corpus, settings.index) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    from web_support import launched

    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()
