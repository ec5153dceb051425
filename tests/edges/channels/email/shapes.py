"""Mails as servers and programs write them: the form is theirs, every name and word is invented."""

from email.message import EmailMessage
from email.policy import SMTP

TO = "balas@demo.test"
WORDS = "Lampunya belum menyala juga."


def reply(to: str, *, text: str = WORDS, sender: str = "Siti <siti@mail.test>", **headers: str) -> bytes:
    """`headers` with _ for -; an empty one is left out."""
    message = EmailMessage(policy=SMTP)
    named = {
        "Return_Path": "<siti@mail.test>", "From": sender, "To": to, "Subject": "Re: Laporan Anda",
        "Message_ID": "<r1@mail.test>", **headers,
    }  # fmt: skip
    for name, value in named.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def _report(
    *, to: str, head: str, text: str, status: str, returned: str, returned_type: str = "message/rfc822"
) -> bytes:  # fmt: skip
    body = f"""Return-Path: <>
{head}
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b1"

--=_b1
Content-Type: text/plain; charset=us-ascii

{text}

--=_b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mail.test
Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0800

{status}

--=_b1
Content-Type: {returned_type}

{returned}

--=_b1--
"""
    return body.replace("\n", "\r\n").encode()


def ours(message_id: str, *, reply_to: str = "") -> str:
    """The headers of our mail as it comes back."""
    extra = f"\nReply-To: {reply_to}" if reply_to else ""
    return f"From: Arcadumas <aduan@demo.test>\nTo: petugas@mail.test\nSubject: Laporan\nMessage-ID: {message_id}{extra}\n\nYth. …".replace("…", "Petugas")  # fmt: skip


def postfix(to: str, message_id: str, *, code: str = "5.1.1", action: str = "failed", said: str = "") -> bytes:
    said = said or f"550 {code} <petugas@mail.test>: no such user here"
    return _report(
        to=to,
        head="From: MAILER-DAEMON@mx.mail.test (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMessage-ID: <20261124.1@mx.mail.test>",
        text="This is the mail system at host mx.mail.test.\n\n<petugas@mail.test>: host mx.mail.test said: 550 no such user",
        status=f"Final-Recipient: rfc822; petugas@mail.test\nOriginal-Recipient: rfc822;petugas@mail.test\nAction: {action}\nStatus: {code}\nRemote-MTA: dns; mx.mail.test\nDiagnostic-Code: smtp; {said}",
        returned=ours(message_id),
    )


def exchange(to: str, message_id: str) -> bytes:
    return _report(
        to=to,
        head="From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@mail.test>\nSubject: Undeliverable: Laporan\nX-MS-Exchange-Message-Is-Ndr:\nMessage-ID: <e2@mail.test>",
        text="Delivery has failed to these recipients or groups:\n\npetugas@mail.test\nYour message couldn't be delivered.",
        status="Final-Recipient: rfc822;petugas@mail.test\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        returned=ours(message_id),
        returned_type="text/rfc822-headers",
    )


def gmail(to: str, message_id: str, *, code: str = "5.2.1") -> bytes:
    return _report(
        to=to,
        head="From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\nX-Failed-Recipients: petugas@mail.test\nAuto-Submitted: auto-replied\nMessage-ID: <g3@mx.google.com>\nIn-Reply-To: "
        + message_id,
        text="** Address not found **\n\nYour message wasn't delivered to petugas@mail.test",
        status=f"Final-Recipient: rfc822; petugas@mail.test\nAction: failed\nStatus: {code}\nDiagnostic-Code: smtp; 550-{code} The email account that you tried to reach is inactive.",
        returned=ours(message_id),
    )


def exim(to: str, message_id: str) -> bytes:
    """Prose, and the mail copied below it."""
    body = f"""Return-path: <>
Envelope-to: {to}
X-Failed-Recipients: petugas@mail.test
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.mail.test>
To: {to}
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1x-0001@mx.mail.test>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  petugas@mail.test
    SMTP error from remote mail server after RCPT TO:<petugas@mail.test>:
    550 5.1.1 mailbox unavailable

------ This is a copy of the message, including all the headers. ------

{ours(message_id)}
"""
    return body.replace("\n", "\r\n").encode()


def qmail(to: str, message_id: str) -> bytes:
    body = f"""Return-Path: <>
From: MAILER-DAEMON@mx.mail.test
To: {to}
Subject: failure notice
Message-ID: <q5@mx.mail.test>

Hi. This is the qmail-send program at mx.mail.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<petugas@mail.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <aduan@demo.test>
{ours(message_id)}
"""
    return body.replace("\n", "\r\n").encode()


def delayed(to: str, message_id: str) -> bytes:
    return postfix(to, message_id, code="4.4.1", action="delayed").replace(
        b"Undelivered Mail Returned", b"Delayed Mail"
    )
