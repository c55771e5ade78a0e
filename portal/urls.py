"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from portal.views.health import healthz

urlpatterns = [
    path("", include("entitlements.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("tickets.urls")),
    path("", include("oncall.urls")),
    path("admin/", admin.site.urls),
    path("healthz/", healthz, name="healthz"),
]
