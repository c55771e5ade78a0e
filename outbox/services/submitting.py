"""Making what a form asks for once, however often it is sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from outbox.models import SubmissionToken


@dataclass(frozen=True)
class SentForm:
    """A form as `owner` sent it: its token, a digest of all that it says, and one of its `words`.

    The words are what nobody writes twice on purpose, such as the text of a ticket; empty where a repetition is
    meant. A browser that goes back may bring a form again with its words and another token.
    """

    owner: str
    token: str
    says: str
    words: str = ""

    @property
    def keys(self) -> tuple[str, str, str]:
        """Under which names it is remembered: as this form, by all that it says, by its words."""
        named = _key(f"token {self.token}") if self.token else ""
        return named, _key(f"says {self.says}"), _key(f"words {self.words}") if self.words else ""


@dataclass(frozen=True)
class Earlier:
    """What a form made before, and whether it says the same again."""

    answer: str
    is_same: bool


def submit_once(*, owner: str, token: str, at: datetime, make: Callable[[], str], said: str = "") -> str:
    """The address of what `owner`'s form with `token` made; `make` makes it the first time and returns its address.

    Two submissions at once wait for each other. When `make` raises, nothing is stored and the token stays good.
    Without a token every call makes. A form that says something else than before, as its digest `said` shows, was
    brought back and written anew: it makes again, and no text is lost.
    """
    if not token:
        return make()
    if said:
        token = _key(f"{token} {said}")
    with transaction.atomic():
        [row] = _locked(owner, [token], at)
        if not row.answer:
            row.answer = make()
            row.save(update_fields=["answer"])
        return row.answer


def sent_before(form: SentForm, *, since: datetime) -> Earlier | None:
    """What `form` made before, or what was made since then with the same words; None for a new one."""
    return _earlier(form, SubmissionToken.objects.filter(owner=form.owner, token__in=form.keys), since)


def _earlier(form: SentForm, found: Iterable[SubmissionToken], since: datetime) -> Earlier | None:
    rows = {row.token: row for row in found if row.answer}
    token, says, words = (rows.get(key) for key in form.keys)
    first = token or (words if words and words.created_at > since else None)
    if first is None:
        return None
    is_same = says is not None and (says.answer, says.created_at) == (first.answer, first.created_at)
    return Earlier(first.answer, is_same)


def submit_new(
    form: SentForm, *, at: datetime, since: datetime, make: Callable[[], str], known: str | None = None
) -> str | Earlier:
    """Make what `form` asks for and return its address; or, where it was made before, what came of it then.

    What says the same again makes nothing. What says something else makes another; with `known` only beside what the
    sender knows of, the address of what was made before. Two submissions of one form, or of the same words, wait for
    each other. When `make` raises, nothing is stored.
    """
    with transaction.atomic():
        rows = _locked(form.owner, filter(None, form.keys), at)
        earlier = _earlier(form, rows, since)
        if earlier and (earlier.is_same or known not in {None, earlier.answer}):
            return earlier
        made = make()
        SubmissionToken.objects.filter(pk__in=[row.pk for row in rows]).update(answer=made, created_at=at)
        return made


def _key(words: str) -> str:
    return sha256(words.encode()).hexdigest()


_LOCK: Final = """
INSERT INTO outbox_submissiontoken (owner, token, created_at, answer) VALUES {rows}
ON CONFLICT (owner, token) DO UPDATE SET token = excluded.token
RETURNING id, owner, token, created_at, answer
"""


def _locked(owner: str, tokens: Iterable[str], at: datetime) -> list[SubmissionToken]:
    """The rows of these tokens, made where they are missing and locked in one order by whoever comes."""
    wanted = sorted(tokens)
    values = [value for token in wanted for value in (owner, token, at, "")]
    return list(SubmissionToken.objects.raw(_LOCK.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(wanted))), values))
