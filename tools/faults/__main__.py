"""Chooses ports, a folder and a seed, and runs the suite in a process whose settings know them."""

import argparse
import os
import random
import secrets
import tempfile
from pathlib import Path

from tools.children import ROOT, free_ports, run
from tools.faults.spread import pooled

RUN = "import django; django.setup(); from tools.faults.run import main; raise SystemExit(main())"


def main() -> int:
    """Run the suite; its exit code is 0 when every invariant held."""
    parser = argparse.ArgumentParser(prog="make test-faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="Repeat a run's choices.")
    parser.add_argument("--short", action="store_true", help="All faults, smaller: three minutes.")
    parser.add_argument("--only", default="", help="Names of scenarios, separated by commas.")
    parser.add_argument("--spread", action="store_true", help="Two web servers behind nginx, and PgBouncer.")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    print(f"SEED={seed}", flush=True)  # noqa: T201 - it talks to a terminal
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        words = {"FAULTS_SEED": str(seed), "FAULTS_SHORT": str(int(chosen.short)), "FAULTS_ONLY": chosen.only}
        return run(environment(Path(folder)) | words | (spread() if chosen.spread else {}), RUN)


def environment(folder: Path) -> dict[str, str]:
    """What production needs to know, for processes that listen on this machine alone."""
    web, redis, smtp = free_ports(3)
    (folder / "var").mkdir()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.faults.settings",
        "FAULTS_FOLDER": str(folder),
        "FAULTS_CLOCK": str(folder / "clock.json"),
        "PORTAL_CLOCK": "",
        "PORTAL_VAR": str(folder / "var"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"https://127.0.0.1:{web}",
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis}/0",
        "DATABASE_URL": f"postgres://postgres@/faults?host={folder / 'pg'}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp),
        "METRICS_TOKEN": secrets.token_urlsafe(20),
        "TICKETS_PER_HOUR": "1000000",
        "REPLIES_PER_HOUR": "1000000",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def spread() -> dict[str, str]:
    """What is different where two web servers share the work."""
    first, second, database = free_ports(3)
    return {
        "FAULTS_WEB": f"{first},{second}",
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{database}/faults",
        **pooled(),
    }


if __name__ == "__main__":
    raise SystemExit(main())
