"""While no web server answers, nginx says so in the portal's look, and nobody takes it for a page."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.portal.test_processes import ROOT
from tools.faults import spread

PAGE = ROOT / "deploy" / "unavailable.html"


def free_ports(count: int) -> list[int]:
    """So many ports of this machine on which nobody listens."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[int]:
    """The port of an nginx with the configuration of `deploy/`, in front of nobody."""
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("nginx is not installed")
    port, nobody = free_ports(2)
    command = spread.nginx(tmp_path, port=port, servers=[nobody])
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603 - our own
        while running.poll() is None and not is_heard(port):
            os.sched_yield()
        yield port
        running.terminate()


def is_heard(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_portal_that_is_away_says_so_and_when_to_come_again(proxy: int, method: str) -> None:
    connection = HTTPConnection("127.0.0.1", proxy, timeout=10)
    connection.request(method, "/tickets/ABC-1/", headers={"Host": "support.vendor.example"})
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (502, "30", "no-store")
    assert "<h1>The portal does not answer</h1>" in said


def test_the_page_of_a_portal_that_is_away_has_its_colours_and_asks_it_for_nothing() -> None:
    page = PAGE.read_text()
    tokens = (ROOT / "static/src/css/tokens.css").read_text()
    for role in ("surface-0", "text", "text-muted", "accent", "on-accent"):
        light, dark = re.findall(rf"--{role}: light-dark\((#\w+), (#\w+)\)", tokens)[0]
        assert f"light-dark({light.replace('#ffffff', '#fff')}, {dark})" in page
    assert not re.search(r"src=|url\(|<link|<script|href=\"[^\"]", page)
