"""Sentences for codes: what services refuse, what is wrong with spreadsheets, where somebody is logged in."""

from accounts.wording._devices import device
from accounts.wording._refusals import refusal
from accounts.wording._sheets import CELLS, PEOPLE, said, table

__all__ = ["CELLS", "PEOPLE", "device", "refusal", "said", "table"]
