"""Fixtures: the shipped plan, a mini plan with every construct once, and an assistant over each, built once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from lzqa.assistant import Assistant
from lzqa.indexing import Plan, load_plan
from lzqa.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "lianzhou-2021-2025"
MINI = ROOT / "tests" / "data" / "mini"


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The shipped plan, parsed."""
    return load_plan(CORPUS)


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
