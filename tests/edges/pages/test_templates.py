"""Rules that hold for every template."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import arcadumas
from arcadumas.edges.pages.drawings import ICONS

ROOT = Path(arcadumas.__file__).parent
TEMPLATES = sorted(ROOT.glob("**/templates/**/*.html"))
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]
WORDS = re.compile(r"(?<!aria-)\b(berhasil|sukses|klik|silahkan|invalid|kamu)\b", re.IGNORECASE)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)


def bare(path: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_can_be_read(path: Path) -> None:
    assert get_template(path.as_posix().partition("/templates/")[2]) is not None


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_says_none_of_the_stiff_words(path: Path) -> None:
    assert WORDS.findall(bare(path)) == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "/email/" not in path.as_posix()])
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(bare(path)) == []


def test_every_public_page_has_its_margins() -> None:
    public = [path for path in TEMPLATES if '{% extends "frame_public.html" %}' in path.read_text()]
    assert (len(public) > 8, [path.name for path in public if 'class="wrap main' not in path.read_text()]) == (True, [])


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_icon_a_template_names_is_drawn(path: Path) -> None:
    assert set(re.findall(r'{% icon "([^"]+)"', path.read_text())) - set(ICONS) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "edges/pages/templates").glob("frame_*.html")))
def test_a_frame_says_what_a_page_must_give(path: Path) -> None:
    head = path.read_text().partition("{% endcomment %}")[0]
    assert ("{% comment %}" in head, "title" in head, "content" in head) == (True, True, True)
