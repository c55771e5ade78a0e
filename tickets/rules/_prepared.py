"""What a macro may say and do: its placeholders are a closed list, replaced as plain text."""

import re
from collections.abc import Mapping

from tickets.rules._life import ACT_FOR, Act, Refusal, Role, Status, after

PLACEHOLDERS = (
    "contact",
    "organization",
    "reference",
    "subject",
    "product",
    "desk",
    "agent",
    "due",
)
"""What a macro's text may name in braces; whoever fills it gives each a value."""

MACRO_ACTS = {**ACT_FOR, Status.RESOLVED: Act.RESOLVE, Status.CLOSED: Act.CLOSE}
"""The statuses that a macro may put a ticket to, and the acts that do it."""
_ASKS = frozenset({Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_VENDOR})
_NAMED = re.compile(r"\{([A-Za-z_]+)\}")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&@!])")
_LIST = re.compile(r"^(\d{1,9})([.)])|^([-+=])")


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """What the text names in braces that no ticket can fill, in the order of the text."""
    return tuple(dict.fromkeys(name for name in _NAMED.findall(text) if name not in PLACEHOLDERS))


def unfilled(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The placeholders of the text that this ticket has nothing to say for."""
    named = dict.fromkeys(_NAMED.findall(text))
    return tuple(name for name in named if name in PLACEHOLDERS and not values.get(name))


def filled(text: str, values: Mapping[str, str], *, is_markdown: bool = True) -> str:
    """The text with its placeholders replaced; what a value holds is never read as Markdown or as a placeholder."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in PLACEHOLDERS:
            return found[0]
        said = values.get(found[1], "")
        return plain(said) if is_markdown else said

    return _NAMED.sub(value, text)


def plain(value: str) -> str:
    """A value on one line, such that Markdown shows it as it is."""
    marked = _MARKUP.sub(r"\\\1", " ".join(value.split()))
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}", marked)


def macro_goes_to(stands: Status, status: str, *, takes: bool, writes: Act | None) -> Status | Refusal:
    """Where a macro takes an agent's ticket that stands at `stands`, or why it cannot be applied there.

    It takes the ticket first, then writes (`writes` is a reply, a note or nothing), then sets `status`, if any.
    """
    acts = (Act.TAKE if takes else None, writes, MACRO_ACTS[Status(status)] if status else None)
    for act in filter(None, acts):
        goes_to = after(stands, act, Role.AGENT)
        if isinstance(goes_to, Refusal):
            return goes_to
        stands = goes_to
    return stands


def macro_problem(*, text: str, status: str, waiting_for: str, takes: bool, tags: bool) -> str:
    """Why a macro makes no sense: a code, or nothing when it does.

    `no_such_act`: no agent puts a ticket to that status; `no_ask`: waiting for the customer names what for;
    `ask_without_wait`: what is asked for is said, but the ticket does not wait; `does_nothing`.
    """
    known = {each.value for each in MACRO_ACTS}
    if status and status not in known:
        return "no_such_act"
    if status == Status.WAITING_FOR_CUSTOMER and not waiting_for.strip():
        return Refusal.NO_ASK.value
    if waiting_for.strip() and status not in _ASKS:
        return "ask_without_wait"
    return "" if text.strip() or status or takes or tags else "does_nothing"
