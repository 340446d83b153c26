"""Verify: is the claim said here, elsewhere, otherwise, or not at all? Pure."""
