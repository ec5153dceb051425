import re

from django.templatetags.static import static


def test_an_address_changes_with_the_content() -> None:
    assert re.fullmatch(r"/static/arcadumas\.css\?v=[0-9a-f]{10}", static("arcadumas.css"))


def test_a_name_nobody_knows_stays_as_it_is() -> None:
    assert static("none.css") == "/static/none.css"
