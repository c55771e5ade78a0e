"""Pure rules of downloads: who gets what of a release (R13), which step follows which, names of files, notices (R8)."""

from downloads.rules._access import Access, Closed, Facts, Reader, Span, access, opening, why_closed
from downloads.rules._files import LONGEST_NAME, LONGEST_SIGNATURE, commands, file_name, sums
from downloads.rules._notices import STEPS, due_on, steps
from downloads.rules._steps import FROM, MAX_NOTES, MAX_REASON, Kind, State, Step, refusal, slug_of

__all__ = [
    "FROM",
    "LONGEST_NAME",
    "LONGEST_SIGNATURE",
    "MAX_NOTES",
    "MAX_REASON",
    "STEPS",
    "Access",
    "Closed",
    "Facts",
    "Kind",
    "Reader",
    "Span",
    "State",
    "Step",
    "access",
    "commands",
    "due_on",
    "file_name",
    "opening",
    "refusal",
    "slug_of",
    "steps",
    "sums",
    "why_closed",
]
