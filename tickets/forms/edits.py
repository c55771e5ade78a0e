"""The edit of a ticket on which its reader made up their mind, as a form carries it."""

from typing import Any

from django import forms

from common import digits

UNREAD = -1
"""What a form carries that names no edit. No ticket has it, so the act is refused as a stale one is."""


class EditField(forms.IntegerField):
    """The edit that the reader of a form looked at, hidden; `UNREAD` where it is missing or no whole number."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """The edit as a number. It is never refused here: the service compares it with the stored one."""
        return read(value)


def read(value: Any) -> int:
    """The edit that a form sent as text, or `UNREAD`."""
    found = digits.read(str(value))
    return UNREAD if found is None else found
