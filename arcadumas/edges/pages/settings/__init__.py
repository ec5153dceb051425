"""What officials may change, and the style page."""
