"""Log lines: who asked for what under which number, one line each, and in production nothing that lets anybody in."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog
from structlog.typing import Processor

Line = MutableMapping[str, Any]
HIDDEN: Final = "[hidden]"
SECRET_NAMES: Final = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|authorization|cookie|api_?key|private|dsn|^(body|payload|data|text|pin)$",
    re.IGNORECASE,
)
TOKEN: Final = re.compile(r"(?<![\w.-])(?=[\w-]*\d)[\w-]{20,}(?::[\w-]+)*")
"""What opens something for whoever knows it is long, in one piece, and has a digit: the token in an address, a key."""
CREDENTIALS: Final = re.compile(r"(?<=://)[^/\s@]+@|(?i:(bearer|basic)\s+)\S+")
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
OWN: Final = frozenset({"request_id", "task_id", "cause", "timestamp", "level", "logger"})
"""What we write ourselves, and what is long by nature."""


def without_secrets(_logger: Any, _method: str, line: Line) -> Line:
    """Hide what lets its reader in, and what people wrote, by the name of a value or by how it looks."""
    for name, value in line.items():
        if name not in OWN:
            line[name] = scrubbed(value, name)
    return line


def scrubbed(value: Any, name: str = "") -> Any:
    """`value` without secrets, whatever it is made of."""
    if SECRET_NAMES.search(name):
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: scrubbed(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(each) for each in value]
    return TOKEN.sub(HIDDEN, CREDENTIALS.sub(HIDDEN, value)) if isinstance(value, str) else value


def on_one_line(_logger: Any, _method: str, line: Line) -> Line:
    """Write control characters as what they are, so that nobody's text begins a line of its own or colours one."""
    return {name: _escaped(value) if name != "exception" else value for name, value in line.items()}


def formatters(*, is_json: bool) -> dict[str, Any]:
    """The formatter `lines` for Django's `LOGGING`: JSON without secrets, or words for people on their own machine."""
    last: list[Processor] = (
        [structlog.processors.format_exc_info, without_secrets, structlog.processors.JSONRenderer()]
        if is_json
        else [
            on_one_line,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    return {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        }
    }


def configure() -> None:
    """Let what is logged by structlog go the way of all log lines."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _escaped(value: Any) -> Any:
    return CONTROL.sub(lambda found: ascii(found.group())[1:-1], value) if isinstance(value, str) else value


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
