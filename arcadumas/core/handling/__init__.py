"""The path of a report, one verb a file, one table of moves."""
