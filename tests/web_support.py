"""A real server on a free port, and a browser that records all it is asked to fetch."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, Request, Response, WebSocket, expect

ROOT = Path(__file__).resolve().parent.parent
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def served(corpus: Path, index: Path) -> Iterator[str]:
    """Run ``app.py`` as people do and yield its address, once it has said that it listens."""
    port = free_port()
    environment = {**os.environ, "LZQA_CORPUS": str(corpus), "LZQA_INDEX": str(index), "LZQA_PORT": str(port)}
    environment |= {"LZQA_HOST": "127.0.0.1", "PYTHONUTF8": "1", "NO_PROXY": "127.0.0.1"}
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            said.append(line)
            if f"http://127.0.0.1:{port}/" in line:
                break
        else:
            pytest.fail(f"app.py ended before it served:\n{''.join(said)}")
        threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True).start()
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)


def launched(playwright: Playwright) -> Browser:
    """Start the installed browser; without one the test fails and says what to install."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium found: run `apt-get update && apt-get install -y chromium fonts-noto-cjk` and try again")
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


@dataclass
class Visit:
    """One person at the page: what they can do, and what the browser met while they did it."""

    page: Page
    requested: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._request)
        self.page.on("websocket", self._websocket)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("response", self._response)
        self.page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}") or dialog.dismiss())

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _websocket(self, websocket: WebSocket) -> None:
        self.requested.append(websocket.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")

    @property
    def box(self) -> Locator:
        return self.page.locator("#lz-box textarea")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".lz-answer")

    def open(self, address: str) -> None:
        self.page.goto(address)
        expect(self.box).to_be_visible()

    def ask(self, question: str) -> Locator:
        """Type a question, press Enter and return the answer that appears."""
        before = self.answers.count()
        self.box.fill(question)
        self.box.press("Enter")
        return self.answer(before + 1)

    def answer(self, number: int) -> Locator:
        """Return the answer with that number, from 1, once it is the last one shown and the box is empty."""
        expect(self.answers).to_have_count(number)
        expect(self.box).to_have_value("")
        return self.answers.nth(number - 1)

    def outside(self) -> list[str]:
        """Return what was requested from anywhere but this machine."""
        return [
            url
            for url in self.requested
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != "127.0.0.1"
        ]

    def fits(self) -> bool:
        """Tell whether neither the page nor the conversation scrolls sideways."""
        return self.page.evaluate(
            "() => [document.documentElement, document.querySelector('#lz-chat .bubble-wrap')]"
            ".every((element) => element.scrollWidth <= Math.min(element.clientWidth, window.innerWidth))"
        )
