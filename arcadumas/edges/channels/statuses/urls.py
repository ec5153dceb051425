"""Addresses of the webhooks."""

from django.urls import path

from arcadumas.edges.channels.statuses import views

urlpatterns = [
    path("webhooks/<slug:name>", views.webhook, name="carrier-webhook"),
    path("webhooks/<slug:name>/<str:secret>", views.webhook, name="carrier-webhook-secret"),
]
