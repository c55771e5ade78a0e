"""Addresses of what people are told, and of writing announcements."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("account/notifications/", views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("announcements/new/", views.announcement_new, name="announcement-new"),
    path("announcements/<int:pk>/text/", views.announcement_text, name="announcement-text"),
    path("announcements/<int:pk>/publication/", views.announcement_publication, name="announcement-publication"),
    path("announcements/<int:pk>/withdrawal/", views.announcement_withdrawal, name="announcement-withdrawal"),
]
