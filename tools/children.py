"""What the tools that start portals of their own have in common: a child whose settings know its ports, and these."""

import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(environment: dict[str, str], code: str) -> int:
    """Run `code` in a child that ends what it started; it is asked to end when this process is."""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment) as child:  # noqa: S603 - our own
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: child.terminate())
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    with ExitStack() as open_now:
        probes = [open_now.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
