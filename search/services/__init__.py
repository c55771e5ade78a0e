"""What is put into the search and found in it, what names what, and which answers spared a ticket."""

from search.services.deflecting import (
    Suggestion,
    ask_community,
    open_suggestion,
    suggest,
    ticket_filed,
)
from search.services.finding import PAGE, Narrow, Result, Results, find, versions_among
from search.services.indexing import Entry, forget, forget_others, index, index_all
from search.services.measuring import Answer, Gap, Measured, measured
from search.services.missing import forget_searches, note_nothing
from search.services.referring import Named, named_with, refer, referred_by, withdraw

__all__ = [
    "PAGE",
    "Answer",
    "Entry",
    "Gap",
    "Measured",
    "Named",
    "Narrow",
    "Result",
    "Results",
    "Suggestion",
    "ask_community",
    "find",
    "forget",
    "forget_others",
    "forget_searches",
    "index",
    "index_all",
    "measured",
    "named_with",
    "note_nothing",
    "open_suggestion",
    "refer",
    "referred_by",
    "suggest",
    "ticket_filed",
    "versions_among",
    "withdraw",
]
