"""Addresses of tickets; a ticket is named by its reference, never by a row id."""

from django.urls import path

from tickets.views import agent_acts, queue, workspace

app_name = "tickets"
urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/news/", queue.queue_news, name="queue-news"),
    path("tickets/<str:reference>/assignment/", agent_acts.assignment, name="assignment"),
    path("tickets/<str:reference>/notes/", agent_acts.notes, name="notes"),
    path("tickets/<str:reference>/reassessment/", workspace.reassessment, name="reassessment"),
    path("tickets/<str:reference>/resolution/", agent_acts.resolution, name="resolution"),
    path("tickets/<str:reference>/status/", agent_acts.status, name="status"),
]
