"""Addresses of the demo's phones and mailboxes."""

from django.urls import path

from arcadumas.edges.simulator import views

urlpatterns = [
    path("simulator/", views.page, name="simulator"),
    path("simulator/kabar/", views.news, name="simulator-news"),
    path("simulator/surat/<uuid:letter_id>/", views.letter, name="simulator-letter"),
    path("simulator/surat/<uuid:letter_id>/balas/", views.reply_create, name="simulator-reply"),
    path("simulator/baca/", views.reading_create, name="simulator-reading"),
    path("simulator/tombol/", views.press_create, name="simulator-press"),
    path("simulator/pesan/", views.writing_create, name="simulator-writing"),
    path("simulator/keadaan/", views.condition_update, name="simulator-condition"),
    path("simulator/gangguan/", views.fault_create, name="simulator-faults"),
    path("simulator/templat/", views.moderation_create, name="simulator-moderation"),
    path("simulator/gangguan/hapus/", views.faults_delete, name="simulator-faults-clearing"),
]
