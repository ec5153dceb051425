"""The leaders' one screen: what waits, what is late and with whom, who closed, how fast; and their instructions."""
