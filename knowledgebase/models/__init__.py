"""The rows of the knowledge base."""

from knowledgebase.models.reading import Feedback, Subscription
from knowledgebase.models.writing import Article, ArticleEvent, ArticleFile, Category, FormerSlug, Revision

__all__ = [
    "Article",
    "ArticleEvent",
    "ArticleFile",
    "Category",
    "Feedback",
    "FormerSlug",
    "Revision",
    "Subscription",
]
