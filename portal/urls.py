"""Every address of the portal."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import include, path

from portal.views.announcements import announcement, announcement_dismissal, announcements
from portal.views.brand import brand_logo, brand_style
from portal.views.health import healthz
from portal.views.home import home
from portal.views.inbox import inbox, inbox_count, inbox_entry, inbox_news, inbox_reading
from portal.views.keys import security_keys
from portal.views.metrics import metrics
from portal.views.release import release
from portal.views.search import search
from portal.views.status import attempt, attempts, status
from portal.views.styleguide import styleguide

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's way
# A person has one address, kept with the user; a second place to edit it would let the two differ.
admin.site.unregister(EmailAddress)
# Where somebody is logged in concerns that person alone; who closes an account ends its sessions.
admin.site.unregister(UserSession)

urlpatterns = [
    path("", home, name="home"),
    path("", include("entitlements.urls")),
    path("accounts/2fa/webauthn/", security_keys, name="mfa_list_webauthn"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("tickets.urls")),
    path("", include("knowledgebase.urls")),
    path("", include("community.urls")),
    path("", include("downloads.urls")),
    path("", include("oncall.urls")),
    path("", include("uploads.urls")),
    path("", include("notifications.urls")),
    path("announcements/", announcements, name="announcements"),
    path("announcements/<int:pk>/", announcement, name="announcement"),
    path("announcements/<int:pk>/dismissal/", announcement_dismissal, name="announcement-dismissal"),
    path("inbox/", inbox, name="inbox"),
    path("inbox/entries/<int:pk>/", inbox_entry, name="inbox-entry"),
    path("inbox/reading/", inbox_reading, name="inbox-reading"),
    path("inbox/count/", inbox_count, name="inbox-count"),
    path("inbox/news/", inbox_news, name="inbox-news"),
    path("admin/", admin.site.urls),
    path("search/", search, name="search"),
    path("", include("search.urls")),
    path("", include("portal.bridges.urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("brand/style.css", brand_style, name="brand-style"),
    path("brand/<str:name>", brand_logo, name="brand-logo"),
    path("healthz/", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("status/", status, name="status"),
    path("status/release/", release, name="status-release"),
    path("status/letters/attempt/", attempts, name="status-attempts"),
    path("status/letters/<int:pk>/attempt/", attempt, name="status-attempt"),
]

handler400 = "portal.views.errors.bad_request"
handler429 = "portal.views.errors.too_many_requests"
