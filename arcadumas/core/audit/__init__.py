"""Who looked at what and who changed a power: plain values that outlive their subject."""
