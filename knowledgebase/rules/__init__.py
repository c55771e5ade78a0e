"""Pure rules of the knowledge base: who reads what, which step follows which, addresses, and what changed."""

from knowledgebase.rules._comparing import Part, Row, compared
from knowledgebase.rules._naming import LONGEST_SLUG, RESERVED, slug_of
from knowledgebase.rules._reading import Access, Reader, Visibility, access
from knowledgebase.rules._steps import FROM, LONGEST_FIX, MAX_NOTE, MAX_TEXT, Role, State, Step, refusal

__all__ = [
    "FROM",
    "LONGEST_FIX",
    "LONGEST_SLUG",
    "MAX_NOTE",
    "MAX_TEXT",
    "RESERVED",
    "Access",
    "Part",
    "Reader",
    "Role",
    "Row",
    "State",
    "Step",
    "Visibility",
    "access",
    "compared",
    "refusal",
    "slug_of",
]
