from django.urls import path

from arcadumas.edges.pages.leaders import views

urlpatterns = [
    path("pimpinan/", views.overview, name="leaders"),
    path("pimpinan/daftar/", views.listing, name="leaders-list"),
    path("pimpinan/instruksi/daftar/", views.order_list, name="leaders-orders"),
    path("pimpinan/instruksi/", views.give_instruction, name="leaders-instruct"),
]
