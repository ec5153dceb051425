import subprocess
import sys

import pytest

from arcadumas.base.papers import docx, pdf
from arcadumas.base.papers.drawing import draw
from arcadumas.base.papers.parts import Paper


@pytest.mark.parametrize("kind", [docx, pdf])
def test_each_format_is_drawn_by_its_own(paper: Paper, kind: object) -> None:
    name = kind.__name__.rpartition(".")[2]
    assert draw(paper, name) == (kind.render(paper), kind.TYPE)


def test_another_format_is_an_error(paper: Paper) -> None:
    with pytest.raises(ValueError, match="odt"):
        draw(paper, "odt")


def test_a_web_process_starts_without_what_draws_papers() -> None:
    """Each would take 40 MB for what few ever ask for."""
    asked = "import arcadumas.site.urls, sys; print({'fpdf', 'fontTools', 'docx'} & {*sys.modules})"
    begun = "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'arcadumas.site.settings'); django.setup(); "
    done = subprocess.run([sys.executable, "-c", begun + asked], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
