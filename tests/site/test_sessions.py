import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["\\000abcdefghijk", "nobodys-session-key", "short", ""])
def test_a_cookie_of_no_session_leads_to_the_sign_in(key: str) -> None:
    answer = Client().get("/meja/", headers={"cookie": f'sesi="{key}"'})
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/meja/")
