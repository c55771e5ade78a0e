"""Addresses of tickets; a ticket is named by its reference, never by a row id."""

from django.urls import path

from tickets.views import (
    agent_acts,
    attachments,
    bulk,
    customer_list,
    filing,
    follow_up,
    giving,
    queue,
    saved_views,
    ticket,
    watchers,
    why,
    words,
    workspace,
)

app_name = "tickets"
NOTE, REPLY = {"kind": "note"}, {"kind": "reply"}
urlpatterns = [
    path("agents/<int:pk>/returns/", giving.returns, name="returns"),
    path("queue/", queue.queue, name="queue"),
    path("queue/next-up/", queue.next_up, name="queue-next-up"),
    path("queue/news/", queue.queue_news, name="queue-news"),
    path("queue/bulk/", bulk.bulk, name="queue-bulk"),
    path("queue/views/", saved_views.views, name="queue-views"),
    path("queue/views/new/", saved_views.new, name="queue-view-new"),
    path("queue/views/<int:pk>/", saved_views.change, name="queue-view"),
    path("queue/views/<int:pk>/deletion/", saved_views.deletion, name="queue-view-deletion"),
    path("tickets/", customer_list.tickets, name="list"),
    path("tickets/markdown/", filing.markdown, name="markdown"),
    path("tickets/new/", filing.new, name="new"),
    path("tickets/new/decision/", filing.decision, name="decision"),
    path("tickets/new/product/", filing.product, name="new-product"),
    path("tickets/<slug:reference>/", ticket.ticket, name="ticket"),
    path("tickets/<slug:reference>/assignment/", agent_acts.assignment, name="assignment"),
    path("tickets/<slug:reference>/attachments/<int:number>/", attachments.attachment, name="attachment"),
    path("tickets/<slug:reference>/closure/", ticket.closure, name="closure"),
    path("tickets/<slug:reference>/follow-up/", follow_up.follow_up, name="follow-up"),
    path("tickets/<slug:reference>/notes/", agent_acts.notes, name="notes"),
    path("tickets/<slug:reference>/notes/<int:number>/revisions/", words.revisions, NOTE, name="note-revisions"),
    path("tickets/<slug:reference>/notes/<int:number>/text/", words.text, NOTE, name="note-text"),
    path("tickets/<slug:reference>/reassessment/", workspace.reassessment, name="reassessment"),
    path("tickets/<slug:reference>/reopening/", ticket.reopening, name="reopening"),
    path("tickets/<slug:reference>/replies/", ticket.replies, name="replies"),
    path("tickets/<slug:reference>/replies/<int:number>/revisions/", words.revisions, REPLY, name="reply-revisions"),
    path("tickets/<slug:reference>/replies/<int:number>/text/", words.text, REPLY, name="reply-text"),
    path("tickets/<slug:reference>/resolution/", agent_acts.resolution, name="resolution"),
    path("tickets/<slug:reference>/status/", agent_acts.status, name="status"),
    path("tickets/<slug:reference>/watchers/", watchers.watchers, name="watchers"),
    path("tickets/<slug:reference>/watchers/departure/", watchers.departure, name="watcher-departure"),
    path("tickets/<slug:reference>/why/", why.why, name="why"),
]
