"""Where the outside touches us: translate in, one call, translate out."""
