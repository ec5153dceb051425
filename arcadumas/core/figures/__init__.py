"""Counts and times for any page, from one narrow row a report, which is recounted whenever its journal grows."""
