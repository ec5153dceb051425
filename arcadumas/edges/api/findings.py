"""From the fields of /verification and /classification to what the verbs take."""

from arcadumas.core.handling.verify import Finding
from arcadumas.edges.api.shapes import AboutIn, FindingIn


def finding(body: FindingIn) -> Finding:
    about = body.about or AboutIn()
    return Finding(
        kind=body.kind,
        category=body.category,
        is_oversight=body.is_oversight,
        is_whistleblowing=body.is_whistleblowing,
        is_urgent=body.is_urgent,
        about_units=about.units,
        about_logins=about.logins,
        visibility=body.visibility,
    )
