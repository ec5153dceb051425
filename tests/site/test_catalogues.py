import gettext
import os
from pathlib import Path

from arcadumas.site.catalogues import compile_stale

WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "report"
msgid_plural "reports"
msgstr[0] "laporan"

msgctxt "verb"
msgid "report"
msgstr "lapor"

#, fuzzy
msgid "guess"
msgstr "tebakan"
"""


def catalogue(folder: Path) -> Path:
    path = folder / "id" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(WORDS, encoding="utf-8")
    return path


def test_it_compiles_what_is_missing_and_gettext_reads_it(tmp_path: Path) -> None:
    source = catalogue(tmp_path)
    assert compile_stale(tmp_path) == [source.with_suffix(".mo")]
    words = gettext.translation("django", tmp_path, ["id"])
    assert (words.ngettext("report", "reports", 2), words.pgettext("verb", "report")) == ("laporan", "lapor")
    assert words.gettext("guess") == "guess"


def test_it_compiles_again_only_what_has_changed(tmp_path: Path) -> None:
    source = catalogue(tmp_path)
    compile_stale(tmp_path)
    assert compile_stale(tmp_path) == []
    later = source.stat().st_mtime + 60
    os.utime(source, (later, later))
    assert compile_stale(tmp_path) == [source.with_suffix(".mo")]
