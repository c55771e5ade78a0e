"""Sentences for codes: what services refuse, and what is wrong with spreadsheets."""

from accounts.wording._refusals import refusal
from accounts.wording._sheets import CELLS, PEOPLE, said, table

__all__ = ["CELLS", "PEOPLE", "refusal", "said", "table"]
