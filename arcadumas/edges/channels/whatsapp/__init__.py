"""The Cloud API webhook: what comes in from WhatsApp."""
