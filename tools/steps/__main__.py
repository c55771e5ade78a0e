"""Chooses ports and a folder, and measures in a process whose settings know them: `make bench-steps`."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tools.bench import __main__ as bench
from tools.children import free_ports, run
from tools.faults.spread import PROGRAMS, program

OUT = bench.ROOT / "var" / "steps.json"
RUN = "import json, os, django; django.setup(); from tools.steps.run import main; main(json.loads(os.environ['STEPS']))"


def main() -> int:
    """Measure what each step of growth bears."""
    parser = argparse.ArgumentParser(prog="make bench-steps", description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000, help="How many are loaded before.")
    parser.add_argument("--cores", type=float, default=0.25, help="What each machine of a step has.")
    parser.add_argument("--only", default="", help="A part of the name of a step.")
    parser.add_argument("--out", default=str(OUT), help="Where the figures go as JSON.")
    chosen = parser.parse_args()
    for name in PROGRAMS:
        program(name)
    Path(chosen.out).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="steps-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL and PgBouncer run as somebody else
        return run(environment(Path(folder), vars(chosen)), RUN)


def environment(folder: Path, chosen: dict[str, object]) -> dict[str, str]:
    """What production needs to know, with a broker and a mail server that answer."""
    redis, mail, *others = free_ports(7)
    web, between = others[:3], others[3:]
    (folder / "var").mkdir()
    return bench.environment(f"postgres://postgres@/portal?host={folder / 'pg'}", folder / "var") | {
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis}/0",
        "EMAIL_PORT": str(mail),
        "STEPS": json.dumps({**chosen, "folder": str(folder)}),
        "STEPS_WEB": ",".join(map(str, web)),
        "STEPS_BETWEEN": ",".join(map(str, between)),
    }


if __name__ == "__main__":
    sys.exit(main())
