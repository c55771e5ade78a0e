"""What changes in the community: each function is one use case in one transaction and appends an event."""

from community.services.bridging import BECAME, CAME, note_ticket
from community.services.judging import (
    UnableToBan,
    UnableToDelete,
    UnableToFlag,
    ban,
    delete,
    flag,
    lift_ban,
    release,
    restore,
    settle,
)
from community.services.keeping import UnableToMerge, UnableToModerate, lock, merge, move, pin, unlock, unpin
from community.services.mentioning import follow_named, mentionable, offered
from community.services.reading import follow_of, found, keys_of, may_read, similar
from community.services.taking_part import (
    UnableToTakePart,
    accept,
    follow,
    take_back,
    unfollow,
    vote,
    withdraw_vote,
)
from community.services.writing import QuestionDraft, UnableToEdit, UnableToWrite, answer, ask, ask_answered, edit

__all__ = [
    "BECAME",
    "CAME",
    "QuestionDraft",
    "UnableToBan",
    "UnableToDelete",
    "UnableToEdit",
    "UnableToFlag",
    "UnableToMerge",
    "UnableToModerate",
    "UnableToTakePart",
    "UnableToWrite",
    "accept",
    "answer",
    "ask",
    "ask_answered",
    "ban",
    "delete",
    "edit",
    "flag",
    "follow",
    "follow_named",
    "follow_of",
    "found",
    "keys_of",
    "lift_ban",
    "lock",
    "may_read",
    "mentionable",
    "merge",
    "move",
    "note_ticket",
    "offered",
    "pin",
    "release",
    "restore",
    "settle",
    "similar",
    "take_back",
    "unfollow",
    "unlock",
    "unpin",
    "vote",
    "withdraw_vote",
]
