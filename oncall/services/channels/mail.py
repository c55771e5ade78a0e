"""Calls by mail: always there."""

from notifications.services import message_id, send_mail
from oncall.services.channels.calls import Call, Receipt


class MailChannel:
    """Sends the mail of the call."""

    def is_ready(self) -> bool:
        """A portal without mail cannot be logged in to."""
        return True

    def send(self, call: Call) -> Receipt:
        """Hand the mail to the mail server; it is named by its Message-ID."""
        send_mail(call.message)
        return Receipt(message_id(call.message.dedupe_key).strip("<>"))
