"""How a service says no."""


class Unable(Exception):  # noqa: N818 - subclasses read as what could not be done: UnableToReply
    """A refusal of a service: `UnableToReply("closed")`.

    `code` is stable and names the rule; `reasons` are its parameters (a file's name, a limit) for the sentence that
    the edge makes of it. Each service module raises its own subclasses, named for what could not be done.
    """

    def __init__(self, code: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(code, *reasons)
        self.code = code
        self.reasons = reasons
