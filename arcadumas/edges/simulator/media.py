"""Files in messages: kept sealed, fetched by a link that soon expires (Meta: media)."""

import hashlib
import hmac
import secrets
import time

from arcadumas.base import sealed
from arcadumas.edges.simulator.models import Media

TABLE = "simulator_media"


def keep(content: bytes, content_type: str) -> Media:
    row = 10**14 + secrets.randbelow(9 * 10**14)
    return Media.objects.create(
        id=row, content_type=content_type, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        content=sealed.seal(content, table=TABLE, row=row, field="content"),
    )  # fmt: skip


def content_of(media: Media) -> bytes:
    return sealed.unseal_bytes(bytes(media.content), table=TABLE, row=media.id, field="content")


def find(media_id: str) -> Media | None:
    return Media.objects.filter(id=int(media_id)).first() if media_id.isdigit() and len(media_id) < 19 else None


def link(media: Media, *, secret: str, seconds: float) -> str:
    """Path and query of the download."""
    expires = int(time.time() + seconds)
    return f"/media/{media.id}?expires={expires}&sign={_sign(str(media.id), str(expires), secret)}"


def is_link_good(media_id: str, expires: str, sign: str, *, secret: str) -> bool:
    is_ours = hmac.compare_digest(_sign(media_id, expires, secret), sign)
    return is_ours and expires.isdigit() and int(expires) > time.time()


def _sign(media_id: str, expires: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{media_id}:{expires}".encode(), hashlib.sha256).hexdigest()
