import pytest

from tests.cast import Cast
from tests.edges.api.ring import Ring


@pytest.fixture
def ring(db: None) -> Ring:
    return Ring(cast=Cast.assemble())
