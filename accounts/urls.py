"""Addresses of people and organizations beside allauth's own."""

from django.urls import path

from accounts import views

app_name = "people"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/contacts/<int:pk>/pin/", views.pin, name="pin"),
    path("agents/<int:pk>/work/", views.work, name="work"),
    path("agents/<int:pk>/away/", views.away, name="away"),
    path("agents/<int:pk>/back/", views.back, name="back"),
    path("agents/<int:pk>/absences/", views.absences, name="absences"),
    path(
        "agents/<int:pk>/absences/<int:number>/cancellation/", views.absence_cancellation, name="absence-cancellation"
    ),
    path("demo/login/", views.demo_login, name="demo-login"),
    path("portal-views/end/", views.view_end, name="view-end"),
    path("organization/", views.organization, name="organization"),
    path("organization/join/", views.join, name="join"),
    path("organization/join/<int:pk>/decision/", views.join_decision, name="join-decision"),
    path("organization/contacts/<int:pk>/", views.contact, name="contact"),
    path("organization/contacts/<int:pk>/departure/", views.contact_departure, name="contact-departure"),
    path("organization/invitations/<int:pk>/resending/", views.invitation_resending, name="invitation-resending"),
    path("organization/invitations/<int:pk>/withdrawal/", views.invitation_withdrawal, name="invitation-withdrawal"),
    path("organization/<slug:key>/", views.organization, name="organization-of"),
    path("organization/<slug:key>/invitations/", views.invitations, name="invitations"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
