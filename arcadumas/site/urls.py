"""All addresses."""

from django.urls import include, path

from arcadumas.site import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("arcadumas.edges.api.urls")),
    path("", include("arcadumas.edges.pages.account.urls")),
    path("", include("arcadumas.edges.channels.web.urls")),
    path("", include("arcadumas.edges.channels.whatsapp.urls")),
    path("", include("arcadumas.edges.channels.statuses.urls")),
    path("", include("arcadumas.edges.channels.sp4n.urls")),
    path("", include("arcadumas.edges.pages.portal.urls")),
    path("", include("arcadumas.edges.pages.desk.urls")),
    path("", include("arcadumas.edges.pages.leaders.urls")),
    path("", include("arcadumas.edges.pages.settings.urls")),
    path("", include("arcadumas.edges.simulator.urls")),
]
handler500 = "arcadumas.site.away.failed"
