"""A template for a provider without quick replies of ours: the words, then a line with a link for each act. Pure."""

from arcadumas.duties.notifications.texts import PARAMETER, Text

# Meta takes no template whose last word is a variable.
ENDS = {"id": "Setiap tautan berlaku 14 hari.", "en": "Each link is valid for 14 days."}


def template_body(text: Text) -> str:
    """What to enter as the body of the template `text.name`; the links are its last parameters."""
    words = PARAMETER.sub(r"{{\1}}", text.body)
    first = len(text.parameters) + 1
    lines = [f"{button.label}: {{{{{number}}}}}" for number, button in enumerate(text.buttons, first)]
    return "\n\n".join([words, "\n".join(lines), ENDS.get(text.language, ENDS["id"])]) if lines else words
