"""Who must learn of an event, in which words, by which carrier, and whether they did."""
