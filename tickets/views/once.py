"""A form that comes again, by a double click, a reload or the way back: it leads to what it made, and says so."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from common.http import Request, digest
from outbox.services import Earlier, SentForm, sent_before, submit_new

HIDDEN = ("token", "edit", "seen", "reviewed", "besides")
"""What a page writes into its forms anew each time it is shown."""
BESIDES = "besides"
"""The field by which the sender says beside what, made before with the same words, it wants another."""
DAY, WHILE = timedelta(days=1), timedelta(minutes=15)
"""How long nobody files the same words again on purpose, and how long nobody writes them again."""
MADE_BEFORE = _("This was sent before. Here is what came of it; nothing was made twice.")


@dataclass(frozen=True)
class Once:
    """A form of `request`, known by its token and by what it says in `words` for as long as `span`."""

    request: Request
    words: tuple[str, ...]
    span: timedelta

    @property
    def form(self) -> SentForm:
        """The form as it is remembered."""
        said = [self.request.path, *(self.request.POST.get(name, "") for name in self.words)]
        return SentForm(
            owner=f"user:{self.request.user.pk}",
            token=self.request.POST.get("token", ""),
            says=digest(self.request, without=HIDDEN),
            words=hashlib.sha256(json.dumps(said).encode()).hexdigest(),
        )

    @property
    def since(self) -> datetime:
        """From when on the same words are the same form."""
        return self.request.at - self.span

    @cached_property
    def earlier(self) -> Earlier | None:
        """What came of the form before, unless its sender knows of it and wants another."""
        found = sent_before(self.form, since=self.since)
        return None if found and found.answer == self.request.POST.get(BESIDES) else found

    def reach(self, make: Callable[[], str]) -> str:
        """The address of what the form asks for; what says the same again leads to what it made, and is told so."""
        made = submit_new(self.form, at=self.request.at, since=self.since, make=make)
        return self.lead_back(made) if isinstance(made, Earlier) else made

    def reach_unless_made(self, make: Callable[[], str]) -> str | Earlier:
        """The same; but where something else was made with the same words, what that is, unless its sender knows."""
        known = self.request.POST.get(BESIDES, "")
        return submit_new(self.form, at=self.request.at, since=self.since, make=make, known=known)

    def lead_back(self, earlier: Earlier) -> str:
        """The address of what the form made, after its sender is told."""
        messages.info(self.request, MADE_BEFORE)
        return earlier.answer


def filed(request: Request, *words: str) -> Once:
    """A form that files something; the same words on one day are the same form."""
    return Once(request, words, DAY)


def wrote(request: Request, *words: str) -> Once:
    """A form that adds something to a ticket or a problem; the same words within a while are the same form."""
    return Once(request, words or ("body", "mode"), WHILE)
