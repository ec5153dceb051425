"""What a report is probably about and whose it probably is: learned from the installation's own routed reports, never decided."""
