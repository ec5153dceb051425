from django.urls import path

from arcadumas.edges.pages.account import absences, contact, own, password, push, views, wishes

urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="sign-in"),
    path("keluar/", views.sign_out, name="sign-out"),
    path("akun/", own.show, name="account"),
    path("akun/peramban/", push.create, name="account-browsers"),
    path("akun/peramban/<uuid:key>/", push.delete, name="account-browser"),
    path("meja/pekerja.js", push.worker, name="push-worker"),
    path("akun/kata-sandi/", password.show, name="account-password"),
    path("akun/data/", contact.show, name="account-contact"),
    path("akun/token/<uuid:key>/pengakhiran/", contact.revoke, name="account-token-end"),
    path("akun/pin/", own.pin_update, name="account-pin"),
    path("akun/berhalangan/", absences.show, name="absences"),
    path("akun/berhalangan/<int:number>/akhir/", absences.end, name="absence-end"),
    path("akun/pesan/", wishes.show, name="wishes"),
]
