"""Another site on this machine: an origin of its own, with pages that hold Finder."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Self

DOCS: Final = Path(__file__).parents[2] / "docs"
DOCUMENTED_ORIGIN: Final = "https://finder.example.org"
DOCUMENTED_TAG: Final = '<care-finder procedure="mitraclip" locate>'


def example(finder: str, tag: str = DOCUMENTED_TAG) -> str:
    """Return the example page of the documents for a Finder that is somewhere else."""
    page = (DOCS / "embed-example.html").read_text("utf-8")
    assert page.count(DOCUMENTED_ORIGIN) == 4
    assert DOCUMENTED_TAG in page
    return page.replace(DOCUMENTED_ORIGIN, finder).replace(DOCUMENTED_TAG, tag)


@dataclass
class Host:
    """The site. `put` gives it a page; its style sheet is the example's, with `style` after it."""

    style: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Begin to serve, on a free port, by a name that Finder's test server does not use."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def put(self, page: str, style: str = "") -> str:
        """Serve this page from now on; return its address."""
        self.pages["/"], self.style = page, style
        return f"{self.origin}/"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/embed-example.css":
                    own = (DOCS / "embed-example.css").read_text("utf-8")
                    self._send("text/css", own + host.style)
                else:
                    self._send("text/html", host.pages.get(self.path, ""))

            def log_message(self, *_: object) -> None:
                pass

            def _send(self, kind: str, text: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

        return Handler
