"""The five answers to "How was it handled?", on every page that asks."""

from django.utils.translation import gettext_lazy as _

STARS = [(str(n), label) for n, label in ((5, _("Very well")), (4, _("Well")), (3, _("Fairly")), (2, _("Poorly")), (1, _("Very poorly")))]  # fmt: skip
