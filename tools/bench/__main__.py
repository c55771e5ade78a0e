"""Chooses databases and sizes, and measures each in a process of its own: `make bench`."""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.database import postgresql, sqlite
from tools.children import free_ports

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = "import json, sys, django; django.setup(); from tools.bench.run import main; main(json.loads(sys.argv[1]))"
OUT = ROOT / "var" / "bench.json"


def main() -> int:
    """Measure what was chosen, and write all figures into one file."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000", help="Tickets, separated by commas.")
    parser.add_argument("--databases", default="postgresql", help="postgresql, sqlite, or both with a comma.")
    parser.add_argument("--only", default="", help="Parts of the names of pages, separated by commas.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20, help="Of each page in each round.")
    parser.add_argument("--out", default=str(OUT), help="Where the figures go as JSON.")
    chosen = parser.parse_args()
    found: list[dict[str, Any]] = []
    for name in chosen.databases.split(","):
        ratios: dict[int, dict[str, float]] = {}
        for tickets in map(int, chosen.sizes.split(",")):
            found += measured(name, tickets, chosen, ratios.get(tickets // 100))
            pages = found[-1]["pages"].items()
            ratios[tickets] = {page: facts["to_bare"] for page, facts in pages if "to_bare" in facts}
    Path(chosen.out).parent.mkdir(parents=True, exist_ok=True)
    Path(chosen.out).write_text(json.dumps(found, indent=1))
    sys.stdout.write(f"All figures are in {chosen.out}.\n")
    return 0


def measured(
    name: str, tickets: int, chosen: argparse.Namespace, smaller: dict[str, float] | None
) -> list[dict[str, Any]]:
    """The figures of one database with so many tickets."""
    with database(name) as url, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        out = Path(folder) / "figures.json"
        words = {
            "tickets": tickets,
            "only": chosen.only,
            "rounds": chosen.rounds,
            "requests": chosen.requests,
            "ports": ",".join(map(str, free_ports(2))),
            "smaller": json.dumps(smaller) if smaller else "",
            "out": str(out),
        }
        command = [sys.executable, "-c", RUN, json.dumps(words)]
        subprocess.run(command, cwd=ROOT, env=environment(url, Path(folder)), check=True)  # noqa: S603 - ourselves
        figures: list[dict[str, Any]] = json.loads(out.read_text())
        return figures


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database of that kind; `DATABASE_URL` names one to use instead, which keeps what is loaded."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with (sqlite if name == "sqlite" else postgresql)() as url:
        if name != "sqlite":
            with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE bench")
        yield url.replace("/postgres?", "/bench?")


def environment(url: str, folder: Path) -> dict[str, str]:
    """What production needs to know. Nobody listens where it looks for a broker and for a mail server."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.bench.settings",
        "PORTAL_CLOCK": "",
        "PORTAL_VAR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "https://127.0.0.1",
        "CELERY_BROKER_URL": "redis://127.0.0.1:9/0",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": "9",
        "DATABASE_URL": url,
        "TICKETS_PER_HOUR": "1000000",
        "REPLIES_PER_HOUR": "1000000",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


if __name__ == "__main__":
    raise SystemExit(main())
