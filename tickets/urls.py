"""Addresses of tickets; a ticket is named by its reference, never by a row id."""

from django.urls import URLPattern

app_name = "tickets"
urlpatterns: list[URLPattern] = []
