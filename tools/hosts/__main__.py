"""Makes the environment of the machines, and runs the show in a process whose settings know it."""

import os
import secrets
import sys
import tempfile
from pathlib import Path

from tools.children import ROOT, free_ports, run
from tools.hosts.network import SHARED

RUN = "import django; django.setup(); from tools.hosts.run import main; raise SystemExit(main())"
BUCKET = "portal-files"


def environment(folder: Path) -> dict[str, str]:
    """What every machine is told; each adds a folder of its own."""
    database, redis, smtp, bucket, scanner = free_ports(5)
    (folder / "here").mkdir()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.hosts.settings",
        "FAULTS_CLOCK": "",
        "HOSTS_FOLDER": str(folder),
        "PORTAL_CLOCK": "",
        "PORTAL_VAR": str(folder / "here"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "*",
        "BASE_URL": "https://portal.example",
        "CELERY_BROKER_URL": f"redis://{SHARED}:{redis}/0",
        "DATABASE_URL": f"postgres://postgres@{SHARED}:{database}/portal",
        "EMAIL_HOST": SHARED,
        "EMAIL_PORT": str(smtp),
        "CLAMD_SOCKET": f"{SHARED}:{scanner}",
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT": f"http://{SHARED}:{bucket}",
        "S3_ACCESS_KEY": "portal",
        "S3_SECRET_KEY": secrets.token_urlsafe(20),
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def main() -> int:
    """Show it; 0 when everything held."""
    with tempfile.TemporaryDirectory(prefix="hosts-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        return run(environment(Path(folder)), RUN)


if __name__ == "__main__":
    sys.exit(main())
