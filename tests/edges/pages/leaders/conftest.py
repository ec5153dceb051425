"""A browser whose server sees what a test has committed, as on the desk."""

from tests.edges.pages.desk.conftest import browser

__all__ = ["browser"]
