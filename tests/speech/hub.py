"""A model hub on this machine: just enough of its protocol for one repository of small files."""

import http.server
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from urllib.parse import unquote

FILES = {
    "config.json": b"{}",
    "model.bin": b"weights" * 100,
    "tokenizer.json": b"{}",
    "vocabulary.txt": b"a\nb\n",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        path = unquote(self.path.split("?")[0])
        self.server.asked.append(path)
        revision = self.server.revision
        if "/resolve/" in path and path.split("/")[-1] in FILES:
            self.send(FILES[path.split("/")[-1]], {"X-Repo-Commit": revision})
        elif "/tree/" in path:
            rows = [
                {"type": "file", "path": name, "size": len(content), "oid": name.encode().hex()}
                for name, content in FILES.items()
            ]
            self.send(json.dumps(rows).encode())
        elif "/api/models/" in path:
            siblings = [{"rfilename": name} for name in FILES]
            known = {"id": "x/y", "modelId": "x/y", "sha": revision, "siblings": siblings}
            self.send(json.dumps({**known, "tags": [], "private": False, "downloads": 1}).encode())
        else:
            self.send_response(404)
            self.end_headers()

    def send(self, content, headers=()):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hash(content) & 0xFFFFFFFF:040x}"')
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_):
        pass


def serve(revision):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.revision = [], revision
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def asking(script, *arguments, **environ):
    """What a script answers, line by line, each a JSON document.

    In a process of its own, since the hub's address is read when its library is imported;
    one for several questions, since that takes most of the time.
    """
    env = {**os.environ, "HF_HUB_OFFLINE": "0", **environ}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, **pipes) as process:

        def ask(name):
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()
    assert process.returncode == 0
