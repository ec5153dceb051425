from django.urls import path

from arcadumas.edges.pages.settings import drills, index, rhythm, style

urlpatterns = [
    path("pengaturan/", index.show, name="settings"),
    path("pengaturan/latihan/", drills.index, name="settings-drills"),
    path("pengaturan/latihan/<int:number>/", drills.show, name="settings-drill"),
    path("pengaturan/rangkuman/", rhythm.show, name="settings-rhythm"),
    path("pengaturan/gaya/", style.show, name="settings-style"),
]
