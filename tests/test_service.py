"""REST: the same answer as everywhere, errors that say what to do, headers on everything, nothing left open."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys

import jsonschema
import pytest
from fastapi.testclient import TestClient

from conftest import ROOT
from lzqa.answer.refuse import EXAMPLES
from lzqa.errors import CorpusError, IndexStale, InternalError, UserError
from lzqa.service import MAX_HISTORY, MAX_QUESTION, address_from_environment, create_app, create_web_app, serve
from lzqa.web.guard import MAX_BODY


@pytest.fixture(scope="module")
def client(assistant):
    with TestClient(create_app(assistant), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def web(assistant):
    with TestClient(create_web_app(assistant), raise_server_exceptions=False) as client:
        yield client


def without_time(answer):
    return {name: value for name, value in answer.items() if name != "elapsed_ms"}


def test_ask_gives_exactly_the_answer_object(client, assistant):
    for question, history in ((EXAMPLES[0], []), ("2020年呢？", ["学前三年毛入园率2025年目标"]), ("", []), ("公务员考试", [])):
        response = client.post("/api/v1/ask", json={"question": question, "history": history})
        assert response.status_code == 200
        assert without_time(response.json()) == without_time(assistant.ask(question, history).as_dict())
        jsonschema.validate(response.json(), json.loads((ROOT / "docs/answer.schema.json").read_text(encoding="utf-8")))


def test_history_may_be_left_out_or_null(client):
    expected = without_time(client.post("/api/v1/ask", json={"question": "你好"}).json())
    assert without_time(client.post("/api/v1/ask", json={"question": "你好", "history": None}).json()) == expected


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "缺少“question”"),
        ({"question": 3}, "“question”要是字符串"),
        ({"question": None}, "“question”要是字符串"),
        ({"question": "长" * (MAX_QUESTION + 1)}, f"“question”最多 {MAX_QUESTION} 个字，给了 {MAX_QUESTION + 1} 个"),
        ({"question": "好", "history": "昨天"}, "“history”要是字符串的列表"),
        ({"question": "好", "history": ["一", 2]}, "“history” 第 2 项要是字符串"),
        ({"question": "好", "history": ["一"] * (MAX_HISTORY + 1)}, f"“history”最多 {MAX_HISTORY} 项"),
        ({"question": "好", "histroy": []}, "不认识“histroy”"),
        (["好"], "请求体要是 JSON 对象"),
    ],
    ids=["empty", "number", "null", "long", "history-text", "history-number", "history-long", "typo", "list"],
)
def test_a_wrong_body_is_told_what_is_wrong(client, body, said):
    response = client.post("/api/v1/ask", json=body)
    assert response.status_code == 422
    error = response.json()["error"]
    assert error["code"] == "U021"
    assert said in error["message"]
    assert "question" in error["remedy"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "不是合法的 JSON"),
        (b"", "缺少请求体"),
        (b'{"question": "\\ud83d"}', "残缺的字符"),
        (b"\xff\xfe", "请求"),
        (b"[" * 100_000, "请求"),
    ],
    ids=["broken", "none", "half-a-pair", "not-utf8", "deep"],
)
def test_a_broken_body_is_refused_without_a_trace(client, content, said):
    response = client.post("/api/v1/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert said in response.json()["error"]["message"]
    assert "Traceback" not in response.text


def test_the_longest_question_and_history_are_taken(client):
    body = {"question": "问" * MAX_QUESTION, "history": ["前"] * MAX_HISTORY}
    assert client.post("/api/v1/ask", json=body).status_code == 200


def test_passage_is_shown_in_its_block(client, assistant):
    text = assistant.index.plan.text
    for passage in assistant.index.plan.passages.passages[::40]:
        shown = client.get(f"/api/v1/passages/{passage.id}").json()
        assert (shown["id"], shown["label"], shown["quote"]) == (passage.id, passage.label, passage.quote)
        assert shown["headings"] == list(passage.headings)
        assert (shown["start"], shown["end"]) == (passage.span.start, passage.span.end)
        block = shown["block"]
        assert text[block["start"] : block["end"]] == block["text"]
        assert block["start"] <= shown["start"] < shown["end"] <= block["end"]


@pytest.mark.parametrize("identifier", ["9.9/1.1", "nothing", "2.4/T2.2/../x", "<script>"])
def test_unknown_passage_is_404_with_the_errors_own_words(client, assistant, identifier):
    with pytest.raises(UserError) as expected:
        assistant.passage(identifier)
    response = client.get("/api/v1/passages/" + identifier.replace("/../", "/%2E%2E/"))
    assert response.status_code == 404
    assert response.json()["error"] == {"code": "U003", "message": expected.value.message, "remedy": expected.value.remedy}


def test_health_names_the_plan(client, assistant):
    health = client.get("/api/v1/health").json()
    assert health["status"] == "ok"
    assert health["plan"] == assistant.index.plan.corpus.info.title
    assert health["sha256"] == assistant.index.plan.corpus.info.sha256
    assert health["counts"] == assistant.index.manifest.counts


def test_unknown_address_is_told_which_there_are(client, web):
    for door in (client, web):
        response = door.get("/api/v2/ask")
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "U022"
        assert "/api/v1/ask" in response.json()["error"]["remedy"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UserError("that", code="U099", remedy="do this"), 400),
        (CorpusError("that", remedy="do this"), 503),
        (IndexStale("that", remedy="do this"), 503),
        (InternalError("that", remedy="do this"), 500),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_errors_of_ours_keep_code_and_remedy(client, assistant, monkeypatch, error, status):
    def broken(*_):
        raise error

    monkeypatch.setattr(assistant, "ask", broken)
    response = client.post("/api/v1/ask", json={"question": "好"})
    assert response.status_code == status
    assert response.json() == {"error": {"code": error.code, "message": "that", "remedy": "do this"}}


def test_a_bug_is_not_shown_to_the_world(client, assistant, monkeypatch):
    monkeypatch.setattr(assistant, "ask", lambda *_: 1 / 0)
    response = client.post("/api/v1/ask", json={"question": "好"})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "X000"
    assert "division" not in response.text


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/api/v1/passages/none", "/gradio_api/upload", "/config"])
def test_every_response_carries_the_security_headers(web, path):
    headers = web.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert all("http" not in allowed and "*" not in allowed for allowed in policy.values())
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_pages_that_load_from_outside_are_off(client, web):
    for door in (client, web):
        assert door.get("/docs").status_code == 404
        assert door.get("/redoc").status_code == 404
        paths = door.get("/openapi.json").json()["paths"]
        assert set(paths) == {"/api/v1/ask", "/api/v1/passages/{identifier}", "/api/v1/health"}


def test_uploads_are_refused(web):
    response = web.post("/gradio_api/upload", files={"files": b"x" * 100})
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "U022"


def test_oversized_and_unmeasured_bodies_are_refused_before_they_are_read(client):
    assert client.post("/api/v1/ask", content=b"x" * (MAX_BODY + 1)).status_code == 413
    assert client.post("/api/v1/ask", content=iter([b"{", b"}"])).status_code == 411


def test_page_is_served_beside_the_interface(web, assistant):
    page = web.get("/").text
    assert assistant.index.plan.corpus.info.title in page
    assert web.get("/api/v1/health").json()["status"] == "ok"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_port_in_use_is_an_error_with_a_remedy(assistant):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UserError, match="in use") as error:
        serve(assistant, "127.0.0.1", taken.getsockname()[1])
    assert error.value.code == "U020"
    assert "--port" in error.value.remedy


def test_address_that_cannot_be_listened_on_is_an_error(assistant):
    with pytest.raises(UserError, match="cannot listen") as error:
        serve(assistant, "no such host", 7860)
    assert error.value.code == "U020"


def test_address_comes_from_the_environment(monkeypatch):
    monkeypatch.delenv("LZQA_HOST", raising=False)
    monkeypatch.delenv("LZQA_PORT", raising=False)
    assert address_from_environment() == ("127.0.0.1", 7860)
    monkeypatch.setenv("LZQA_HOST", "0.0.0.0")
    monkeypatch.setenv("LZQA_PORT", "8080")
    assert address_from_environment() == ("0.0.0.0", 8080)
    for wrong in ("x", "0", "65536", "-1", "８０"):
        monkeypatch.setenv("LZQA_PORT", wrong)
        with pytest.raises(UserError) as error:
            address_from_environment()
        assert error.value.code == "U020"


def test_app_names_the_port_that_is_in_use_and_exits_as_a_user_error(settings, assistant):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = {**os.environ, "LZQA_PORT": str(taken.getsockname()[1]), "LZQA_HOST": "127.0.0.1"}
        environment |= {"LZQA_CORPUS": str(settings.corpus), "LZQA_INDEX": str(settings.index), "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "U020" in done.stderr
    assert "Traceback" not in done.stderr


def test_server_stops_cleanly_when_interrupted(settings, assistant):
    from web_support import free_port

    environment = {**os.environ, "LZQA_PORT": str(free_port()), "LZQA_HOST": "127.0.0.1"}
    environment |= {"LZQA_CORPUS": str(settings.corpus), "LZQA_INDEX": str(settings.index), "PYTHONUTF8": "1"}
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    address = next(line for line in process.stderr if "http://" in line)
    with socket.create_connection(("127.0.0.1", int(environment["LZQA_PORT"]))) as talk:
        talk.sendall(b"GET /api/v1/health HTTP/1.0\r\n\r\n")
        assert talk.recv(12) == b"HTTP/1.1 200"
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=20)[1]
    assert process.returncode == 0
    assert "Traceback" not in address + rest
