"""The staff desk: inbox and case."""
