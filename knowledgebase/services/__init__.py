"""What changes in the knowledge base."""

from knowledgebase.services.answering import UnableToAnswer, rate
from knowledgebase.services.files import UnableToAttach, remove_file, scanned
from knowledgebase.services.fixing import UnableToFix, mark_fixed, mark_open
from knowledgebase.services.following import (
    Thing,
    UnableToSubscribe,
    access_of,
    end_subscription,
    may_know,
    may_read,
    subscribe,
    subscription_of,
    unsubscribe,
)
from knowledgebase.services.granting import UnableToGrant, grant, withdraw_grant
from knowledgebase.services.reviewing import (
    UnableToReview,
    approve,
    archive,
    publish_due,
    send_back,
    submit,
    withdraw,
)
from knowledgebase.services.writing import ArticleDraft, UnableToWrite, note_ticket, restore, revise, start_article

__all__ = [
    "ArticleDraft",
    "Thing",
    "UnableToAnswer",
    "UnableToAttach",
    "UnableToFix",
    "UnableToGrant",
    "UnableToReview",
    "UnableToSubscribe",
    "UnableToWrite",
    "access_of",
    "approve",
    "archive",
    "end_subscription",
    "grant",
    "mark_fixed",
    "mark_open",
    "may_know",
    "may_read",
    "note_ticket",
    "publish_due",
    "rate",
    "remove_file",
    "restore",
    "revise",
    "scanned",
    "send_back",
    "start_article",
    "submit",
    "subscribe",
    "subscription_of",
    "unsubscribe",
    "withdraw",
    "withdraw_grant",
]
