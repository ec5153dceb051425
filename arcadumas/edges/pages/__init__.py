"""Looking in: pages for citizens and staff."""
