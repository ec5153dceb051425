from django.urls import path

from arcadumas.edges.pages.portal import switches, views

urlpatterns = [
    path("", views.home, name="home"),
    path("privasi/", views.privacy, name="privacy"),
    path("aksesibilitas/", views.accessibility, name="accessibility"),
    path("tampilan/", switches.theme, name="theme"),
]
