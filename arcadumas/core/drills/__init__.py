"""Rehearsals: who is called, who answers, and whose team is incomplete. No report knows of them."""
