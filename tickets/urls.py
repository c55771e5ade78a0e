"""Addresses of tickets; a ticket is named by its reference, never by a row id."""

from django.urls import path

from tickets.views import queue

app_name = "tickets"
urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/news/", queue.queue_news, name="queue-news"),
]
