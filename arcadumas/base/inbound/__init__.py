"""Raw payloads from outside, kept sealed before anyone reads them."""
