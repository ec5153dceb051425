from django.urls import path

from arcadumas.edges.pages.settings import (
    costs,
    drills,
    index,
    limits,
    notice_rules,
    outbox,
    rhythm,
    style,
    suggestions,
    texts,
)

urlpatterns = [
    path("pengaturan/", index.show, name="settings"),
    path("pengaturan/pemberitahuan/", notice_rules.index, name="settings-notice-rules"),
    path("pengaturan/pemberitahuan/<slug:key>/", notice_rules.show, name="settings-notice-rule"),
    path("pengaturan/pemberitahuan/<slug:key>/pembatalan/", notice_rules.undo, name="settings-notice-rule-undo"),
    path("pengaturan/pemberitahuan/<slug:key>/bawaan/", notice_rules.put_back, name="settings-notice-rule-back"),
    path("pengaturan/teks/", texts.index, name="settings-texts"),
    path("pengaturan/teks/<slug:stem>/", texts.show, name="settings-text"),
    path("pengaturan/teks/<slug:stem>/pratinjau/", texts.preview, name="settings-text-preview"),
    path("pengaturan/teks/<slug:stem>/<int:version>/pemulihan/", texts.restore, name="settings-text-restore"),
    path("pengaturan/latihan/", drills.index, name="settings-drills"),
    path("pengaturan/latihan/<int:number>/", drills.show, name="settings-drill"),
    path("pengaturan/rangkuman/", rhythm.show, name="settings-rhythm"),
    path("pengaturan/batas-kirim/", limits.show, name="settings-limits"),
    path("pengaturan/pesan/", outbox.show, name="settings-outbox"),
    path("pengaturan/pesan/unduh/", outbox.download, name="settings-outbox-csv"),
    path("pengaturan/pesan/kirim-ulang/", outbox.retry, name="settings-outbox-retry"),
    path("pengaturan/pesan/pembatalan/", outbox.cancel, name="settings-outbox-cancel"),
    path("pengaturan/pesan/<uuid:key>/kirim-ulang/", outbox.retry_one, name="settings-outbox-retry-one"),
    path("pengaturan/biaya/", costs.show, name="settings-costs"),
    path("pengaturan/biaya/<int:number>/penghapusan/", costs.remove, name="settings-rate-remove"),
    path("pengaturan/saran/", suggestions.show, name="settings-suggestions"),
    path("pengaturan/gaya/", style.show, name="settings-style"),
]
