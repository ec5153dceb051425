"""Public pages: home and tracking."""
