"""Calls that are only written down: for a machine of one's own and demonstrations."""

import logging

from oncall.services.channels.calls import Call, Receipt

log = logging.getLogger(__name__)


class ConsoleChannel:
    """Writes a line instead of calling a number."""

    def is_ready(self) -> bool:
        """There is always a log."""
        return True

    def send(self, call: Call) -> Receipt:
        """Log what would be sent, and where it is acknowledged."""
        log.warning("Call to %s: %s. %s", call.recipient, call.subject, call.link)
        return Receipt(f"console-{call.key}")
