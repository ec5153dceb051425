"""The roof: settings, addresses, schedule and commands."""
