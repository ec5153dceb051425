from django.urls import path

from arcadumas.edges.pages.settings import style

urlpatterns = [path("pengaturan/gaya/", style.show, name="settings-style")]
