"""Addresses of what was sold."""

from django.urls import path

from entitlements import views

urlpatterns = [
    path("coverage/", views.coverage_page, name="coverage"),
    path("coverage/feed/", views.feed_address, name="coverage-feed-address"),
    path("coverage/feed/revocation/", views.feed_revocation, name="coverage-feed-revocation"),
    path("coverage/feed/<str:token>.ics", views.feed, name="coverage-feed"),
    path("contracts/ending/", views.contracts_ending, name="contracts-ending"),
    path("organization/<slug:key>/contracts/", views.contracts, name="contracts"),
    path("organization/contracts/<int:pk>/statement.pdf", views.contract_statement, name="contract-statement"),
    path("organization/<slug:key>/environments/new/", views.environment_new, name="environment-new"),
    path("organization/environments/<int:pk>/", views.environment, name="environment"),
    path("organization/environments/<int:pk>/retirement/", views.environment_retirement, name="environment-retirement"),
    path("organization/<slug:key>/units/", views.units, name="units"),
    path("organization/<slug:key>/units/statement.csv", views.units_statement, name="units-statement"),
    path("organization/<slug:key>/units/orders/new/", views.unit_order_new, name="unit-order-new"),
    path(
        "organization/units/orders/<int:pk>/cancellation/",
        views.unit_order_cancellation,
        name="unit-order-cancellation",
    ),
    path("organization/units/orders/<int:pk>/payment/", views.unit_order_payment, name="unit-order-payment"),
    path("payments/stripe/", views.payment_news, name="payment-news"),
]
