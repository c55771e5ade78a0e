"""Errors to Sentry, where an address for them is set: where it happened, and nothing that anybody wrote."""

from typing import TYPE_CHECKING, Any, cast

from portal.logs.lines import scrubbed

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

KEPT = frozenset({"url", "method"})
"""What of a request is told; its headers, words and cookies are not."""
SCRUBBED = frozenset({"request", "exception", "logentry", "message", "transaction"})


def options(dsn: str, environment: str) -> dict[str, Any]:
    """How Sentry is asked to be discreet: no variables, no bodies, no addresses, no traces, and all of it scrubbed."""
    return {
        "dsn": dsn,
        "environment": environment,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "traces_sample_rate": None,
        "before_send": discreet,
    }


def start(dsn: str, environment: str) -> None:
    """Tell Sentry of errors from now on; without `dsn` nothing is told to anybody."""
    if dsn:
        import sentry_sdk  # noqa: PLC0415 - 3 MB that a portal without Sentry never needs

        sentry_sdk.init(**options(dsn, environment))


def discreet(event: "Event", _hint: "Hint") -> "Event":
    """The event without what people sent, and without what lets its reader in."""
    said: dict[str, Any] = {name: value for name, value in event.items() if name not in {"extra", "breadcrumbs"}}
    if "request" in said:
        said["request"] = {name: value for name, value in said["request"].items() if name in KEPT}
    if "user" in said:
        said["user"] = {"id": said["user"].get("id")}
    for name in SCRUBBED & said.keys():
        said[name] = scrubbed(said[name])
    return cast("Event", said)
