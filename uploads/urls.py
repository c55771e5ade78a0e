"""Addresses of uploads; one is named by a token that nobody can guess."""

from django.urls import path

from uploads import views

app_name = "uploads"
urlpatterns = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/allowance/", views.allowance, name="allowance"),
    path("uploads/<slug:token>/", views.upload, name="upload"),
]
