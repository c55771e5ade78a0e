"""Ends a process group when the process that made it is gone, even killed; nothing is left behind.

Run as the group's first process, with a pipe from its maker as standard input. A byte in the pipe means that the
maker ended the others in order; an end without one means that the maker is gone.
"""

import os
import signal
import sys
import time

GRACE = 3.0
"""Seconds between asking the others to end and ending them."""


def main() -> None:
    """Wait for the maker, then end the group, this process included."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    ended_in_order = os.read(sys.stdin.fileno(), 1)
    if not ended_in_order:
        os.killpg(0, signal.SIGTERM)
        time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
