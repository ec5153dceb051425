"""Arcadumas: public complaints that reach the people who must act, and stay until they are answered."""
