"""Addresses of the upload on the desk."""

from django.urls import path

from arcadumas.edges.channels.sp4n import views

urlpatterns = [
    path("meja/impor/", views.upload, name="sp4n-upload"),
    path("meja/impor/pratinjau/", views.preview, name="sp4n-preview"),
    path("meja/impor/<uuid:kept>/", views.perform, name="sp4n-import"),
]
