"""Addresses of people and organizations beside allauth's own."""

from django.urls import URLPattern

app_name = "people"
urlpatterns: list[URLPattern] = []
