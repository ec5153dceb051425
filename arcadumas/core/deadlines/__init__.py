"""Dated rules, working days and office hours: it only computes."""
