"""`python -m entitlements.coverage`: answers JSON Lines; the exit status is 1 if a line could not be answered."""

from __future__ import annotations

import argparse
import os
import sys

from entitlements.coverage.door.lines import answer_lines

INTERRUPTED = 130


def main() -> int:
    """Answer standard input line by line, in order, until it ends or nobody reads on."""
    argparse.ArgumentParser(prog="python -m entitlements.coverage", description=__doc__).parse_args()
    try:
        return answer_all()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def answer_all() -> int:
    """Write an answer for every line; the exit status."""
    status = 0
    for answer, is_answered in answer_lines(sys.stdin.buffer):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
        status = status if is_answered else 1
    return status


if __name__ == "__main__":
    sys.exit(main())
