"""The phones and mailboxes of the demo people."""

import argparse

from arcadumas.edges.simulator.server import serve
from arcadumas.site.env import envint

HELP = "Run the stand-in for WhatsApp and e-mail that the demo talks to (started by `up --demo`)."
EXAMPLE = "arcadumas simulator --http-port 8100 --smtp-port 8125"
NEEDS_DATABASE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--http-port", type=int, default=envint("ARCADUMAS_SIMULATOR_HTTP_PORT", 8100))
    parser.add_argument("--smtp-port", type=int, default=envint("ARCADUMAS_SIMULATOR_SMTP_PORT", 8125))


def run(options: argparse.Namespace) -> int:
    serve(http_port=options.http_port, smtp_port=options.smtp_port)
    return 0
