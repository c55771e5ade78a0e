"""Addresses of on-call."""

from django.urls import path

from oncall import views

app_name = "oncall"
urlpatterns = [
    path("on-call/", views.board, name="board"),
    path("on-call/debt/", views.debt, name="debt"),
    path("on-call/debt.csv", views.debt_csv, name="debt-csv"),
    path("on-call/shifts/", views.my_shifts, name="my-shifts"),
    path("on-call/feed/", views.feed_address, name="feed-address"),
    path("on-call/feed/revocation/", views.feed_revocation, name="feed-revocation"),
    path("on-call/feed/<str:token>.ics", views.feed, name="feed"),
    path("on-call/rotations/<int:pk>/", views.rotation, name="rotation"),
    path("on-call/rotations/<int:pk>/overrides/new/", views.override_new, name="override-new"),
    path("on-call/rotations/<int:pk>/swaps/new/", views.swap_new, name="swap-new"),
    path("on-call/overrides/<int:pk>/end/", views.override_end, name="override-end"),
    path("on-call/swaps/<int:pk>/answer/", views.swap_answer, name="swap-answer"),
    path("on-call/swaps/<int:pk>/withdrawal/", views.swap_withdrawal, name="swap-withdrawal"),
    path("on-call/worker.js", views.worker, name="worker"),
    path("on-call/devices/", views.devices, name="devices"),
    path("on-call/devices/new/", views.device_new, name="device-new"),
    path("on-call/devices/<int:pk>/test/", views.device_test, name="device-test"),
    path("on-call/devices/<int:pk>/removal/", views.device_removal, name="device-removal"),
    path("on-call/ways/new/", views.way_new, name="way-new"),
    path("on-call/ways/test/", views.ways_test, name="ways-test"),
    path("on-call/ways/<int:pk>/removal/", views.way_removal, name="way-removal"),
    path("on-call/desks/<int:pk>/drill/", views.drill, name="drill"),
    path("on-call/calls/<str:token>/", views.call, name="call"),
    path("on-call/pages/<int:page_id>/acknowledgement/", views.acknowledgement, name="acknowledgement"),
]
