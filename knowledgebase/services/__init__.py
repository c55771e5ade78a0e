"""What changes in the knowledge base."""

from knowledgebase.services.answering import UnableToAnswer, rate
from knowledgebase.services.reviewing import (
    UnableToReview,
    approve,
    archive,
    publish_due,
    send_back,
    submit,
    withdraw,
)
from knowledgebase.services.writing import ArticleDraft, UnableToWrite, restore, revise, start_article

__all__ = [
    "ArticleDraft",
    "UnableToAnswer",
    "UnableToReview",
    "UnableToWrite",
    "approve",
    "archive",
    "publish_due",
    "rate",
    "restore",
    "revise",
    "send_back",
    "start_article",
    "submit",
    "withdraw",
]
