"""A browser whose server sees what a test has committed, as on the desk; and Meta's interface beside the pages."""

from tests.duties.notifications.conftest import graph
from tests.edges.pages.desk.conftest import browser

__all__ = ["browser", "graph"]
