"""Addresses of the community."""

from django.urls import path

from community.views import asking, history, keeping, moderation, taking_part, thread, threads, words

app_name = "community"
urlpatterns = [
    path("community/", threads.threads, name="threads"),
    path("community/ask/", asking.ask, name="ask"),
    path("community/similar/", asking.similar, name="similar"),
    path("community/unanswered/", threads.unanswered, name="unanswered"),
    path("community/moderation/", moderation.queue, name="moderation"),
    path("community/unfollow/<str:token>/", taking_part.unfollow, name="unfollow"),
    path("community/threads/<int:pk>/", thread.thread, name="thread"),
    path("community/threads/<int:pk>/answers/", thread.answers, name="answers"),
    path("community/threads/<int:pk>/history/", history.history, name="history"),
    path("community/threads/<int:pk>/mentionable/", history.mentionable, name="mentionable"),
    path("community/threads/<int:pk>/following/", taking_part.following, name="following"),
    path("community/threads/<int:pk>/lock/", keeping.lock, name="lock"),
    path("community/threads/<int:pk>/pin/", keeping.pin, name="pin"),
    path("community/threads/<int:pk>/category/", keeping.category, name="category"),
    path("community/threads/<int:pk>/merger/", keeping.merger, name="merger"),
    path("community/posts/<int:pk>/votes/", taking_part.votes, name="votes"),
    path("community/posts/<int:pk>/acceptance/", taking_part.acceptance, name="acceptance"),
    path("community/posts/<int:pk>/text/", words.text, name="text"),
    path("community/posts/<int:pk>/revisions/", words.revisions, name="revisions"),
    path("community/posts/<int:pk>/deletion/", words.deletion, name="deletion"),
    path("community/posts/<int:pk>/flags/", moderation.flags, name="flags"),
    path("community/posts/<int:pk>/decision/", moderation.decision, name="decision"),
    path("community/posts/<int:pk>/ban/", moderation.ban, name="ban"),
]
