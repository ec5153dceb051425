"""Addresses of the report form."""

from django.urls import path

from arcadumas.edges.channels.web import views

urlpatterns = [
    path("lapor/", views.report, name="web-report"),
    path("lapor/terima/", views.receipt, name="web-receipt"),
]
