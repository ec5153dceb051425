"""Who the simulator plays: the business account, and how strict and how fast it is."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Account:
    """The business account at the provider. Without `lines` any phone_number_id is taken."""

    token: str
    app_secret: str
    verify_token: str
    waba: str
    lines: tuple[str, ...]
    webhook_url: str

    @classmethod
    def from_settings(cls, *, webhook_url: str | None = None) -> "Account":
        lines = (settings.WHATSAPP_PHONE_NUMBER_ID, settings.WHATSAPP_CITIZEN_PHONE_NUMBER_ID)
        return cls(
            token=settings.WHATSAPP_TOKEN,
            app_secret=settings.WHATSAPP_APP_SECRET,
            verify_token=settings.WHATSAPP_VERIFY_TOKEN,
            waba=settings.WHATSAPP_BUSINESS_ACCOUNT_ID,
            lines=tuple(dict.fromkeys(line for line in lines if line)),
            webhook_url=f"{settings.BASE_URL}/webhooks/whatsapp" if webhook_url is None else webhook_url,
        )

    def display_of(self, line: str) -> str:
        """Our own telephone number behind a phone_number_id, digits only."""
        return f"62511{line[-7:]:0>7}"

    @property
    def citizen_line(self) -> str:
        return self.lines[-1] if self.lines else "1"


@dataclass(kw_only=True)
class Options:
    """Durations in seconds. `is_strict`: templates must be registered, and a person approves them."""

    is_strict: bool = False
    reads_at_once: bool = False
    approved_after: float = 0.2
    sent_after: float = 0.1
    delivered_after: float = 0.4
    read_after: float = 1.0
    retry_first: float = 1.0
    retry_most: float = 300.0
    window_hours: float = 24.0
    per_second: float = 80.0
    pair_burst: float = 45.0
    pair_seconds: float = 6.0
    spam_per_hour: float = 0.0
    media_url_seconds: float = 300.0
