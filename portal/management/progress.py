"""How far a long command is: one line that is written over, or, into a file, one line at the end of each part."""

from django.core.management.base import OutputWrapper


class Line:
    """Shows progress as `files: 3 of 10`."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell that `done` of `total` are done."""
        is_last = done >= total
        if self._out.isatty() or is_last:
            self._out.write(
                f"\r{what}: {done} of {total}" if self._out.isatty() else f"{what}: {done} of {total}",
                ending="\n" if is_last else "",
            )
