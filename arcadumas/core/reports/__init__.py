"""What a citizen sent, its journal, its promises and its reporter."""
