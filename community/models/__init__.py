"""What people ask and answer each other, what they think of it, and what keeps it civil."""

from community.models.keeping import Ban, CommunityEvent, Flag, SpamWord
from community.models.taking_part import Follow, Vote
from community.models.talk import Category, Post, Revision, Tag, Thread

__all__ = [
    "Ban",
    "Category",
    "CommunityEvent",
    "Flag",
    "Follow",
    "Post",
    "Revision",
    "SpamWord",
    "Tag",
    "Thread",
    "Vote",
]
