"""Addresses of the bridges between threads, tickets and articles."""

from django.urls import path

from portal.bridges.views import filing, issues, naming, publishing

app_name = "bridges"
urlpatterns = [
    path("references/<slug:kind>/<slug:name>/", naming.references, name="references"),
    path("community/threads/<int:pk>/ticket/", filing.ticket, name="thread-ticket"),
    path("tickets/<slug:reference>/article/", publishing.article, name="ticket-article"),
    path("tickets/<slug:reference>/thread/", publishing.thread, name="ticket-thread"),
    path("tickets/<slug:reference>/known-issues/", issues.issues, name="ticket-issues"),
]
