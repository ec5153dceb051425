"""REST, one module per noun."""
