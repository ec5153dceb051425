"""Our state beside SP4N's: what differs is flagged once, told to the front desk, and settled by an officer or by itself."""
