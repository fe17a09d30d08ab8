"""Asks a running server through the official Python clients of Mistral and OpenAI, whole and streamed.

    python3 -m venv /tmp/sdk && /tmp/sdk/bin/pip install -r tests/sdk/requirements.txt
    /tmp/sdk/bin/python tests/sdk/check.py --url http://127.0.0.1:8080

Where that server asks the fake Mistral, `--upstream` with the fake's address has it fail, too. The fake itself, which is checked as strictly as the clients allow, faults included:

    cargo run --example fake-mistral -- serve 8099
    /tmp/sdk/bin/python tests/sdk/check.py --url http://127.0.0.1:8099 --key FakeMistralKeyForTestsOnly000001 --fake

Says each check, and exits with 1 at the end if one failed.
"""

import argparse
import asyncio
import json
import sys
import urllib.request

import openai
from mistralai.client import Mistral
from mistralai.client import errors as mistral_errors
from mistralai.client.utils import BackoffStrategy, RetryConfig

QUESTION = [
    {"role": "system", "content": "Réponds avec le cours.\n\n[1] Les portes\nLa porte d’oubli filtre la mémoire."},
    {"role": "user", "content": "À quoi sert la porte d’oubli ?"},
]
# Time for one answer, in seconds: a server that hangs must fail the check, not stop it.
TIMEOUT_S = 30

# Streams and answers that hold the whole text and that a client does not survive, found by running these checks. Our own
# reads them; so the fake has them.
MISTRAL_FAILS_ON = {"cut_after_finish", "finish_missing", "no_usage"}
OPENAI_FAILS_ON = {"cut_after_finish", "empty_events", "open_finish", "listed"}


class Checks:
    """What was found so far."""

    def __init__(self):
        self.failed = 0

    def run(self, name, check):
        try:
            check()
        # Whatever goes wrong in a check is what it found.
        except Exception as error:
            self.failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}")
        else:
            print(f"ok      {name}")


def raises(kind, call):
    """The error of that kind that the call ends with."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def expect(condition, found):
    if not condition:
        raise AssertionError(repr(found))


class Server:
    def __init__(self, url, key, model):
        self.url, self.model = url, model
        self.mistral = Mistral(api_key=key, server_url=url, timeout_ms=TIMEOUT_S * 1000)
        self.openai = openai.OpenAI(api_key=key, base_url=f"{url}/v1", timeout=TIMEOUT_S, max_retries=0)
        self.openai_async = openai.AsyncOpenAI(api_key=key, base_url=f"{url}/v1", timeout=TIMEOUT_S, max_retries=0)

    def ask(self, **more):
        return self.mistral.chat.complete(model=self.model, messages=QUESTION, **more)

    def stream(self, **more):
        with self.mistral.chat.stream(model=self.model, messages=QUESTION, **more) as events:
            return [event.data for event in events]

    def ask_openai(self, **more):
        return self.openai.chat.completions.create(model=self.model, messages=QUESTION, **more)

    def stream_openai(self, **more):
        return list(self.ask_openai(stream=True, **more))

    def script(self, **faults):
        """Tells the fake what to do with the next calls."""
        script(self.url, **faults)


def script(url, **faults):
    """Tells the fake at that address what to do with the next calls."""
    body = json.dumps(faults).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/fake/script", body, method="POST")).close()


def text(chunks):
    """The text of a stream: of the parts that are text, where its content is a list."""
    joined = ""
    for chunk in chunks:
        for choice in chunk.choices:
            content = choice.delta.content
            for part in content if isinstance(content, list) else [content]:
                joined += part if isinstance(part, str) else getattr(part, "text", "") or ""
    return joined


def whole(answer, model):
    expect(answer.object == "chat.completion", answer)
    expect(answer.model == model, answer.model)
    choice = answer.choices[0]
    expect(choice.index == 0 and choice.finish_reason in ("stop", "length"), choice)
    expect(choice.message.role == "assistant" and choice.message.content.strip(), choice)
    usage = answer.usage
    expect(usage.prompt_tokens + usage.completion_tokens == usage.total_tokens > 0, usage)
    return choice.message.content


def streamed(chunks, model):
    expect(all(chunk.object == "chat.completion.chunk" for chunk in chunks), chunks)
    expect(len({chunk.id for chunk in chunks}) == 1, chunks)
    expect(all(chunk.model == model for chunk in chunks), chunks)
    expect(chunks[0].choices[0].delta.role == "assistant", chunks[0])
    reasons = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    expect(reasons in (["stop"], ["length"]), reasons)
    expect(chunks[-1].usage and chunks[-1].usage.total_tokens > 0, chunks[-1])
    return text(chunks)


async def asked_async(server):
    answer = await server.mistral.chat.complete_async(model=server.model, messages=QUESTION)
    whole(answer, server.model)
    events = await server.mistral.chat.stream_async(model=server.model, messages=QUESTION)
    mistral = streamed([event.data async for event in events], server.model)
    stream = await server.openai_async.chat.completions.create(model=server.model, messages=QUESTION, stream=True)
    expect(streamed([chunk async for chunk in stream], server.model) == mistral, mistral)


def protocol(checks, server):
    """What any server of the protocol must do."""

    def listed(models):
        ids = [model.id for model in models]
        expect(server.model in ids, ids)

    def alike(answer, stream):
        said, streamed_text = whole(answer, server.model), streamed(stream, server.model)
        expect(said == streamed_text, (said, streamed_text))

    checks.run("mistral: models", lambda: listed(server.mistral.models.list().data))
    checks.run("openai: models", lambda: listed(server.openai.models.list().data))
    checks.run("mistral: whole and streamed alike", lambda: alike(server.ask(), server.stream()))
    checks.run("openai: whole and streamed alike", lambda: alike(server.ask_openai(), server.stream_openai()))
    settings = {"temperature": 0.2, "max_tokens": 200, "top_p": 0.9}
    checks.run("mistral: settings", lambda: alike(server.ask(**settings), server.stream(**settings)))
    checks.run("openai: settings", lambda: alike(server.ask_openai(**settings), server.stream_openai(**settings)))
    checks.run("both: asynchronous", lambda: asyncio.run(asked_async(server)))


def lenient(checks, server):
    """What a server must take that is no Mistral: fields that OpenAI's clients send."""
    options = {"stream_options": {"include_usage": True}, "user": "élève", "seed": 1}
    checks.run("openai: its own fields", lambda: streamed(server.stream_openai(**options), server.model))


def tutor(checks, server, upstream):
    """What our own server does besides: sources, refusals that both clients read, and a language model that breaks off."""

    def sources():
        answer, chunks = server.ask_openai(), server.stream_openai()
        expect(answer.citations and answer.mode in ("mistral", "extract"), answer)
        expect(chunks[-1].citations == answer.citations and chunks[-1].mode == answer.mode, chunks[-1])
        quote = answer.citations[0]
        source = urllib.request.urlopen(f"{server.url}/course/documents/{quote['document']}").read()
        expect(source[quote["start"]:quote["end"]].decode() == quote["quote"], quote)

    def named():
        for model in (server.mistral.models.retrieve(model_id=server.model), server.openai.models.retrieve(server.model)):
            expect(model.id == server.model, model)

    def unknown_model():
        messages = {"model": "gpt-4o", "messages": QUESTION}
        for stream in (False, True):
            error = raises(openai.NotFoundError, lambda: server.openai.chat.completions.create(stream=stream, **messages))
            expect(error.code == "model_not_found" and server.model in error.message, error)
        for call in (server.mistral.chat.complete, server.mistral.chat.stream):
            error = raises(mistral_errors.SDKError, lambda: call(**messages))
            expect(error.status_code == 404 and server.model in error.message, error)

    def wrong_field():
        error = raises(openai.UnprocessableEntityError, lambda: server.ask_openai(temperature=1.9))
        expect(error.param == "temperature" and "1.5" in error.message, error)
        error = raises(mistral_errors.HTTPValidationError, lambda: server.ask(temperature=1.9))
        expect(error.data.detail[0].loc == ["body", "temperature"] and "1.5" in error.message, error)

    def no_tools():
        tools = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
        error = raises(openai.UnprocessableEntityError, lambda: server.stream_openai(tools=tools))
        expect(error.param == "tools", error)
        raises(mistral_errors.HTTPValidationError, lambda: server.ask(tools=tools))

    def other_route():
        expect("/docs" in raises(openai.NotFoundError, lambda: server.openai.embeddings.create(
            model=server.model, input="a")).message, "no help")

    checks.run("openai: sources", sources)
    checks.run("both: one model", named)
    checks.run("both: a wrong model", unknown_model)
    checks.run("both: a wrong field", wrong_field)
    checks.run("both: no tools", no_tools)
    checks.run("openai: a route that is not there", other_route)
    if not upstream:
        return

    def broken(kind, stream):
        script(upstream, chat=["truncated"])
        # A limit of its own: the answer of before is not given again.
        return raises(kind, lambda: stream(max_tokens=333))

    def failed():
        script(upstream, chat=["unauthorized"])
        expect(server.ask_openai(max_tokens=333).mode == "extract", "another mode")

    checks.run("openai: a model that breaks off", lambda: expect(
        "broke off" in broken(openai.APIError, server.stream_openai).message, "no reason"))
    checks.run("mistral: a model that breaks off", lambda: expect(
        "broke off" in broken(mistral_errors.ResponseValidationError, server.stream).body, "no reason"))
    checks.run("openai: a model that refuses", failed)


def strict(checks, server):
    """What only Mistral's double does: refusals and faults, as the clients see them."""

    def status(call, kind, code):
        found = raises(kind, call).status_code
        expect(found == code, found)

    sdk, invalid = mistral_errors.SDKError, mistral_errors.HTTPValidationError
    options = {"stream_options": {"include_usage": True}}
    checks.run("mistral: a wrong model", lambda: status(
        lambda: server.mistral.chat.complete(model="foo", messages=QUESTION), sdk, 400))
    checks.run("mistral: a wrong field", lambda: status(lambda: server.ask(temperature=9), invalid, 422))
    checks.run("mistral: a wrong field of a stream", lambda: status(lambda: server.stream(temperature=9), invalid, 422))
    checks.run("openai: a field that Mistral lacks", lambda: raises(
        openai.UnprocessableEntityError, lambda: server.stream_openai(**options)))
    checks.run("mistral: a wrong key", lambda: status(
        lambda: Mistral(api_key="x", server_url=server.url).models.list(), sdk, 401))

    def vectors():
        texts = ["un réseau de neurones", "un réseau", "le soleil brille"]
        mistral = [row.embedding for row in server.mistral.embeddings.create(model="mistral-embed", inputs=texts).data]
        openai_rows = server.openai.embeddings.create(model="mistral-embed", input=texts).data
        expect([row.embedding for row in openai_rows] == mistral, "base64 differs")
        near, far = (sum(a * b for a, b in zip(mistral[0], other)) for other in mistral[1:])
        expect(len(mistral[0]) == 1024 and near > 0.5 > far, (near, far))

    checks.run("both: vectors", vectors)

    def schema():
        form = {"type": "object", "properties": {"note": {"type": "integer", "minimum": 3}}, "required": ["note"]}
        wanted = {"type": "json_schema", "json_schema": {"name": "n", "schema": form, "strict": True}}
        expect(json.loads(server.ask(response_format=wanted).choices[0].message.content) == {"note": 3}, wanted)

    checks.run("mistral: a schema", schema)
    faults(checks, server)


def faults(checks, server):
    plain = "La porte d’oubli décide de ce que la cellule garde [1]. Une époque est un passage complet : « été » [2]."
    listed = json.load(urllib.request.urlopen(f"{server.url}/fake/faults"))

    def same(name, on, stream):
        server.script(chat=[name])
        if on == "Whole":
            found = server.ask().choices[0].message.content
            found = found if isinstance(found, str) else "".join(getattr(part, "text", "") for part in found)
        else:
            found = text(stream())
        expect(found == plain, found)

    for fault in listed:
        if fault["then"] == "Answer" and fault["on"] != "Embeddings":
            name, on = fault["name"], fault["on"]
            if name not in MISTRAL_FAILS_ON:
                checks.run(f"mistral: {name}", lambda: same(name, on, server.stream))
            if on != "Whole" and name not in OPENAI_FAILS_ON:
                checks.run(f"openai: {name}", lambda: same(name, on, server.stream_openai))

    def silently_short():
        server.script(chat=["truncated"])
        chunks = server.stream()
        expect(not any(chunk.choices[0].finish_reason for chunk in chunks) and plain.startswith(text(chunks)), chunks)

    def broken(name, kind):
        server.script(chat=[name])
        raises(kind, server.stream)

    def retried():
        server.script(chat=["rate_limited", "failed", "plain"])
        retries = RetryConfig("backoff", BackoffStrategy(1, 10, 1.5, 5_000), retry_connection_errors=True)
        expect(server.ask(retries=retries).choices[0].message.content == plain, retries)

    checks.run("mistral: a truncated stream ends without an error", silently_short)
    for name in ("bad_json", "error_event", "other_json"):
        checks.run(f"mistral: {name}", lambda: broken(name, mistral_errors.ResponseValidationError))
    for name in ("web_page", "other_stream", "unauthorized_gateway", "capacity", "bad_gateway"):
        checks.run(f"mistral: {name}", lambda: broken(name, mistral_errors.SDKError))
    checks.run("mistral: retries", retried)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="the server, without a final /v1")
    parser.add_argument("--key", default="none", help="its key, where it wants one")
    parser.add_argument("--model", default="mistral-small-latest", help="a model that it lists")
    parser.add_argument("--fake", action="store_true", help="it is the fake Mistral")
    parser.add_argument("--upstream", help="the fake Mistral that it asks, to have it fail")
    arguments = parser.parse_args()
    checks = Checks()
    server = Server(arguments.url.rstrip("/"), arguments.key, arguments.model)
    protocol(checks, server)
    if arguments.fake:
        strict(checks, server)
    else:
        lenient(checks, server)
        tutor(checks, server, arguments.upstream)
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
