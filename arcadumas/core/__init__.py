"""The work itself: no HTTP, no network, no channel names."""
