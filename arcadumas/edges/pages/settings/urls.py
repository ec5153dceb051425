from django.urls import path

from arcadumas.edges.pages.settings import index, style

urlpatterns = [
    path("pengaturan/", index.show, name="settings"),
    path("pengaturan/gaya/", style.show, name="settings-style"),
]
