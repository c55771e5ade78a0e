"""The portal on more than one machine, as far as one machine can show it.

Two web servers stand behind nginx, with the configuration of `deploy/`, and PgBouncer in transaction mode stands before
PostgreSQL. Nothing is kept in a web server: who is logged in at one is logged in at the other.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
BALANCED = re.compile(r"(    server 127\.0\.0\.1:\d+\b.*;.*\n)+")
"""The web servers of `deploy/nginx.conf`."""
PROGRAMS = ("nginx", "pgbouncer")
KEEPS_PLANS = 1, 22
"""PgBouncer since this version knows what is prepared where, and lets all of it be forgotten."""


def program(name: str) -> str:
    """Where a program is.

    Raises:
        SystemExit: if it is not installed.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        sys.exit(f"{name} is not installed; SPREAD=1 needs {' and '.join(PROGRAMS)}.")
    return found


def nginx(folder: Path, *, port: int, servers: list[int]) -> list[str]:
    """Write a configuration of nginx that serves on `port` what the servers answer; the command that runs it."""
    home = folder / "nginx"
    home.mkdir(exist_ok=True)
    proxy = (DEPLOY / "portal_proxy.conf").read_text().replace("$scheme", "https").replace("$host;", "$http_host;")
    (home / "portal_proxy.conf").write_text(proxy)
    site = (DEPLOY / "nginx.conf").read_text()
    site = BALANCED.sub("".join(f"    server 127.0.0.1:{server};\n" for server in servers), site, count=1)
    site = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", site, flags=re.DOTALL)
    site = re.sub(r"    ssl_.*\n", "", site).replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    site = site.replace("/etc/nginx/portal_proxy.conf", str(home / "portal_proxy.conf"))
    site = site.replace("/srv/portal/app/deploy", str(DEPLOY))
    (home / "nginx.conf").write_text(
        f"user root;\ndaemon off;\npid {home}/pid;\nworker_processes 1;\nerror_log stderr error;\n"
        "events { worker_connections 256; }\n"
        f"http {{\nlog_format server '$upstream_addr';\naccess_log {home}/access server;\n"
        f"client_body_temp_path {home}/body;\nproxy_temp_path {home}/proxy;\n{site}\n}}\n"
    )
    return [program("nginx"), "-p", str(home), "-c", str(home / "nginx.conf")]


def pgbouncer(folder: Path, *, port: int) -> list[str]:
    """Write a configuration of PgBouncer that shares 20 connections to the server in `folder`; its command."""
    path = folder / "pgbouncer.ini"
    plans = "max_prepared_statements = 500\n" if keeps_plans() else ""
    path.write_text(
        f"[databases]\n* = host={folder} user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 20\nmax_client_conn = 400\nserver_login_retry = 1\n"
        f"{plans}"
    )
    path.chmod(0o644)
    return [program("pgbouncer"), "--quiet", str(path)]


def pooled() -> dict[str, str]:
    """What the portal is told of that PgBouncer."""
    told = {"DATABASE_TRANSACTION_POOLING": "true"}
    return {**told, "DATABASE_POOLER_PREPARES": "true"} if keeps_plans() else told


def keeps_plans() -> bool:
    """Whether the PgBouncer of this machine keeps prepared statements."""
    said = subprocess.run([program("pgbouncer"), "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - as installed
    return tuple(map(int, re.findall(r"\d+", said.stdout)[:2])) >= KEEPS_PLANS


def answered(folder: Path, servers: list[int]) -> str:
    """How many requests each web server was given, in words; a request that found nobody at one was given to both."""
    lines = (folder / "nginx" / "access").read_text().splitlines()
    counted = Counter(address for line in lines for address in line.split(", "))
    given = [f"web {number}: {counted[f'127.0.0.1:{port}']}" for number, port in enumerate(servers, start=1)]
    return f"{', '.join(given)}; {sum(',' in line for line in lines)} of {len(lines)} were given to both"
