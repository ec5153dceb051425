"""The phones and mailboxes of the demo, and a faithful stand-in for graph.facebook.com."""
