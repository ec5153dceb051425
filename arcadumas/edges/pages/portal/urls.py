from django.urls import path

from arcadumas.edges.pages.portal import outside, standing, switches, takeout, tracked_acts, tracking, views

urlpatterns = [
    path("", views.home, name="home"),
    path("privasi/", views.privacy, name="privacy"),
    path("aksesibilitas/", views.accessibility, name="accessibility"),
    path("lacak/", tracking.track, name="track"),
    path("lacak/<str:code>/", tracking.tracked, name="tracked"),
    path("lacak/<str:code>/lampiran/<uuid:key>/", tracking.file, name="tracked-file"),
    path("lacak/<str:code>/berkas-ombudsman/", takeout.ombudsman_file, name="tracked-ombudsman"),
    path("lacak/<str:code>/data/", takeout.own, name="tracked-data"),
    path("lacak/<str:code>/<str:noun>/", tracked_acts.act, name="tracked-act"),
    path("pihak/<slug:token>/", outside.show, name="outside"),
    path("laporan/<str:code>/", standing.standing, name="standing"),
    path("laporan/<str:code>/saya-juga/", standing.join, name="standing-join"),
    path("laporan/<str:code>/bukan-saya/", standing.leave, name="standing-leave"),
    path("tampilan/", switches.theme, name="theme"),
]
