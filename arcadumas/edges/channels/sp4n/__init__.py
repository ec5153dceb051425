"""SP4N-LAPOR! exports, by command and by upload."""
