"""Addresses of what is suggested before a ticket is filed."""

from django.urls import path

from search.views import reporting, suggesting

app_name = "search"
urlpatterns = [
    path("reports/answers/", reporting.answers, name="answers"),
    path("reports/answers/export.csv", reporting.export, name="answers-export"),
    path("search/suggest/", suggesting.suggest, name="suggest"),
    path("search/suggestions/<str:token>/community/", suggesting.community, name="community"),
    path("search/suggestions/<str:token>/<int:number>/", suggesting.suggestion, name="suggestion"),
]
