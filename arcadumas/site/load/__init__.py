"""Many invented reports in a demo database, for measuring: as the verbs would have left them, but written in bulk."""
