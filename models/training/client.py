"""A small client of `POST /predict`: a stream of lines, one text, or a list. Standard library only."""

import http.client
import json
import threading
import urllib.parse

TIMEOUT_S = 120

# Lines go out in pieces of about this size: few system calls, and the server starts at once.
CHUNK_BYTES = 64 * 1024


class PredictionError(Exception):
    """The server refused a request or a line."""


class Client:
    """One connection to one server."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.path = parts.path.rstrip("/") + "/predict"
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=TIMEOUT_S)

    def predict(self, body):
        """The answer to one JSON request."""
        headers = {"content-type": "application/json", "accept": "application/json"}
        self.connection.request("POST", self.path, json.dumps(body).encode(), headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise PredictionError(f"{response.status}: {answer[:500].decode(errors='replace')}")
        return json.loads(answer)

    def stream(self, texts, model, switches=()):
        """One answer a text, in order, while the texts are still being sent."""
        connection = self.connection
        connection.putrequest("POST", self.path)
        for name in ("content-type", "accept"):
            connection.putheader(name, "application/x-ndjson")
        connection.putheader("transfer-encoding", "chunked")
        connection.endheaders()
        sender = threading.Thread(target=send_lines, args=(connection.sock, texts, model, switches), daemon=True)
        sender.start()
        response = connection.getresponse()
        if response.status != 200:
            raise PredictionError(f"{response.status}: {response.read(500).decode(errors='replace')}")
        for line in response:
            if not line.strip():
                continue
            answer = json.loads(line)
            if "error" in answer:
                raise PredictionError(json.dumps(answer["error"], ensure_ascii=False))
            yield answer
        sender.join()


def send_lines(socket, texts, model, switches):
    """Sends a chunked body of one request a line."""
    pending = bytearray()
    try:
        for text in texts:
            pending += json.dumps({"text": text, "model": model, "log": False, "switches": switches}).encode() + b"\n"
            if len(pending) >= CHUNK_BYTES:
                send_chunk(socket, pending)
                pending.clear()
        if pending:
            send_chunk(socket, pending)
        socket.sendall(b"0\r\n\r\n")
    except OSError:
        # The server hung up; the reader sees its answer, or its absence, and says so.
        return


def send_chunk(socket, payload):
    socket.sendall(f"{len(payload):x}\r\n".encode() + bytes(payload) + b"\r\n")
