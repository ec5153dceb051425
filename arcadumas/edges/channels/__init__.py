"""The doors a report comes in by."""
