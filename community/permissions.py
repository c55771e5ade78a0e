"""Who may do what in the community: predicates that views and services ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User
    from community.models import Post, Thread

MODERATOR = "moderator"
"""The vendor role that keeps the community civil."""


def moderates(user: User | AnonymousUser) -> bool:
    """Whether `user` keeps the community civil."""
    if isinstance(user, AnonymousUser):
        return False
    return user.is_active and user.groups.filter(name=MODERATOR).exists()


def may_accept(user: User | AnonymousUser, thread: Thread, *, is_moderator: bool) -> bool:
    """Whether `user` says which answer solved it: who asked, or a moderator."""
    return is_moderator or thread.author_id == user.pk


def may_look_back(user: User, thread: Thread, *, is_moderator: bool) -> bool:
    """Whether `user` reads what happened to a thread: moderators, the vendor's people, and who asked."""
    return is_moderator or is_agent(user) or thread.author_id == user.pk


def may_edit(user: User | AnonymousUser, post: Post, *, is_moderator: bool) -> bool:
    """Whether `user` writes a post anew: its author, or a moderator."""
    return post.deleted_at is None and (is_moderator or post.author_id == user.pk)


def is_known(user: User) -> bool:
    """Whether the vendor knows the person: its own, or a contact of a customer. New-member limits are for others."""
    return is_agent(user) or user.contacts.filter(left_at=None).exists()
