"""File a report for somebody: an officer of the front desk types in what came by counter, letter, telephone or social media."""

from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import intake
from arcadumas.core.reports.intake import Draft, Receipt
from arcadumas.core.reports.models import Source

FOR_OTHERS = (Source.COUNTER, Source.LETTER, Source.PHONE, Source.SOCIAL)


def file(draft: Draft, *, by: Actor) -> Receipt:
    """The report stands under the officer's post, with its source. Raises Powerless, Unfit."""
    seat = powers.require(by, "file")
    if draft.source not in FOR_OTHERS:
        raise Unfit("file.source_unknown", _("Say how the report reached you."), field="source")
    return intake.receive(draft, by=by, seat=seat)
