"""What became of our messages, as the carriers beside the Cloud API tell it by webhook."""
