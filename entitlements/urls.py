"""Addresses of what was sold."""

from django.urls import path

from entitlements.views import coverage_page

urlpatterns = [path("coverage/", coverage_page, name="coverage")]
