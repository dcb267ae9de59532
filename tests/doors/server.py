"""A real `finder serve` for the tests, with everything it writes kept."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

PATIENCE_S: Final = 30


def free_port() -> int:
    """Ask the machine for a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A server in a process of its own, whose home, temporary and working folder is `folder`."""

    folder: Path
    log_level: str = "INFO"
    settings: Mapping[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Start it and wait for its first answer."""
        self.port = free_port()
        self.log = self.folder / "log"
        own = {name: value for name, value in os.environ.items() if not name.startswith("FINDER_")}
        own |= {name: str(self.folder) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
        own |= {"FINDER_PORT": str(self.port), "FINDER_LOG_LEVEL": self.log_level}
        own |= self.settings
        own |= {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "finder", "serve"],
                cwd=self.folder, env=own, stdout=output, stderr=output,
            )  # fmt: skip
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, whatever happened."""
        if self.process.poll() is None:
            self.stop()

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, str, bytes]:
        """Send one request; return the status, the headers as text and the body."""
        headers = {"Content-Type": kind} if body is not None else {}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, str(answer.headers), answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, str(answer.headers), answer.read()

    def say(self, text: bytes) -> bytes:
        """Send raw bytes and return all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as line:
            line.sendall(text)
            line.shutdown(socket.SHUT_WR)
            found = b""
            try:
                while received := line.recv(65_536):
                    found += received
            except ConnectionResetError:
                pass  # the server hung up before it had read everything
            return found

    def processes(self) -> list[int]:
        """Return the ids of the parent and its workers, the parent first."""
        parent = self.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [parent, *map(int, children)]

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.ask("/api/v1/facilities")
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise AssertionError(f"the server did not answer:\n{self.log.read_text()}")
