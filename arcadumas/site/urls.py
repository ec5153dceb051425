"""All addresses."""

from django.urls import path

from arcadumas.site import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
]
handler500 = "arcadumas.site.away.failed"
