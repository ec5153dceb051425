"""From the fields of /verification and /classification to what the verbs take."""

from arcadumas.core.handling.complain import Whom
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
        about_posts=about.posts,
        not_about=_whom(body.not_about),
        not_about_reason=body.not_about_reason or "",
        visibility=body.visibility,
    )


def _whom(body: AboutIn | None) -> Whom | None:
    return Whom(units=body.units or (), logins=body.logins or (), posts=body.posts or ()) if body else None
