"""What must happen because something happened: duties read the journal and do not know each other."""
