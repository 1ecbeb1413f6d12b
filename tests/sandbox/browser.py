"""A headless Chromium that runs a page and the report that the page sends."""

from __future__ import annotations

import contextlib
import http.server
import json
import queue
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
TIMEOUT = 120.0  # seconds for a page to report: a browser's start is slow on a busy machine


@contextlib.contextmanager
def open_page(url: str, profile: Path) -> Generator[None]:
    """Have a browser show a page; no name but this machine's can be resolved in it."""
    assert CHROMIUM is not None
    options = [
        *("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        *("--remote-debugging-port=0", "--no-first-run", url),
    ]
    browser = subprocess.Popen(
        [CHROMIUM, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        browser.kill()
        browser.wait()


class PageServer(http.server.ThreadingHTTPServer):
    """Serves one page, of an origin of its own, and takes what the page posts to `/report`."""

    def __init__(self, page: str) -> None:
        super().__init__(("127.0.0.1", 0), _PageHandler)
        self.page = page
        self.reports: queue.SimpleQueue[Any] = queue.SimpleQueue()

    @property
    def origin(self) -> str:
        """The page's origin."""
        return f"http://127.0.0.1:{self.server_port}"


class _PageHandler(http.server.BaseHTTPRequestHandler):
    @property
    def _pages(self) -> PageServer:
        assert isinstance(self.server, PageServer)
        return self.server

    def do_GET(self) -> None:
        body = self._pages.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._pages.reports.put(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the inherited name
        pass


@contextlib.contextmanager
def serve_page(page: str) -> Generator[PageServer]:
    """Serve a page in the background."""
    with PageServer(page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def report_of(script: str, profile: Path, **constants: str) -> Any:
    """Return what a script, run in a page of another origin, passes to `report`."""
    page = f"""<!DOCTYPE html><title>page</title><script type="module">
      const constants = {json.dumps(constants)};
      const report = (value) => fetch("/report", {{method: "POST", body: JSON.stringify(value)}});
      try {{ {script} }} catch (error) {{ await report({{error: String(error)}}); }}
    </script>"""
    with serve_page(page) as server, open_page(server.origin, profile):
        return server.reports.get(timeout=TIMEOUT)
