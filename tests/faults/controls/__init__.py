"""Shapes of sending and storing that lose work: each must be caught by the same checks that the product passes."""
