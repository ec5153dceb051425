from django.urls import path, register_converter

from arcadumas.edges.pages.desk import (
    bulk,
    counter,
    filters,
    inbox,
    notices,
    papers,
    presence,
    renewals,
    taps,
    task_views,
    views,
)
from arcadumas.edges.pages.desk.acts import ACTS


class CodeConverter:
    """A report's code in any writing; `codes.read_code` has the last word."""

    regex = "[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("t/<slug:token>/", taps.tap, name="tap"),
    path("t/<slug:token>/baru/", renewals.renew, name="tap-renew"),
    path("t/<slug:token>/berhenti/", renewals.stop, name="tap-stop"),
    path("meja/", inbox.show, name="desk"),
    path("meja/sekaligus/", bulk.show, name="desk-bulk"),
    path("meja/saringan/", filters.save, name="desk-filter-save"),
    path("meja/saringan/<int:number>/penghapusan/", filters.forget, name="desk-filter-forget"),
    path("meja/berikutnya/", inbox.onward, name="desk-next"),
    path("meja/baru/", counter.new, name="desk-new"),
    path("meja/<code:code>/", views.show, name="desk-case"),
    path("meja/<code:code>/lampiran/<uuid:key>/", views.attachment, name="desk-file"),
    path("meja/<code:code>/lampiran/<uuid:key>/kecil/", views.attachment, {"small": True}, name="desk-thumbnail"),
    path("meja/<code:code>/nota/<int:seq>/", papers.note, name="desk-note"),
    path("meja/<code:code>/tugas/<int:number>/selesai/", task_views.complete, name="desk-task-done"),
    path("meja/<code:code>/tugas/<int:number>/pembatalan/", task_views.cancel, name="desk-task-cancel"),
    path("meja/<code:code>/tugas/<int:number>/petugas/", task_views.assign, name="desk-task-assign"),
    path("meja/<code:code>/pihak-luar/<int:number>/akhir/", task_views.end_link, name="desk-outside-end"),
    path("meja/<code:code>/hadir/", presence.beat, name="desk-beat"),
    path("meja/<code:code>/pesan/", notices.show, name="desk-notices"),
    path("meja/<code:code>/pesan/<uuid:key>/kirim-ulang/", notices.again, name="desk-resend"),
    *[path(f"meja/<code:code>/{act.noun}/", views.perform, {"act": act}, name=f"desk-{act.noun}") for act in ACTS],
]
