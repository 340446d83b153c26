"""A server that speaks as much of OpenAI's API as a test needs; answers are given to it."""

import contextlib
import http.server
import json
import threading
import time


def said(content):
    """The body of an answer in which the model says `content`."""
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def verdict(name, confidence=0.9):
    return said({"verdict": name, "confidence": confidence})


def by_words(question):
    """What a model would say to whom "agreed" and "denied" in the speech are all that counts."""
    speech = json.loads(question["messages"][1]["content"])["speech"].lower()
    if "agreed" in speech:
        return verdict("supported")
    return verdict("contradicted" if "denied" in speech else "not_said")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        question = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(question)))
        answer = self.server.answers.pop(0) if self.server.answers else by_words
        if isinstance(answer, float):
            time.sleep(answer)
            answer = b""
        status, body, headers = 200, answer, {}
        if isinstance(answer, tuple):
            status, body, headers = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body(json.loads(question)) if callable(body) else body)

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers), None))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

    def handle(self):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it did not wait
            super().handle()


def serve(*answers):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], list(answers)
    server.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server
