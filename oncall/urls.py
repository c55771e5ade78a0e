"""Addresses of the on-call page."""

from django.urls import path

from oncall import views

app_name = "oncall"
urlpatterns = [
    path("on-call/", views.board, name="board"),
    path("on-call/pages/<int:page_id>/acknowledgement/", views.acknowledgement, name="acknowledgement"),
]
