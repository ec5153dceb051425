"""A paper as a file. What draws it takes 40 MB of memory, so it is met at the first paper, not by every process at its start."""

from importlib import import_module

from arcadumas.base.papers.parts import Paper

FORMATS = ("pdf", "docx")


def draw(paper: Paper, kind: str) -> tuple[bytes, str]:
    """The file and its media type; `kind` is one of FORMATS."""
    if kind not in FORMATS:
        raise ValueError(kind)
    drawer = import_module(f"arcadumas.base.papers.{kind}")
    return drawer.render(paper), drawer.TYPE
