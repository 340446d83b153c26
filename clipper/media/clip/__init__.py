"""Clips: copied, encoded at the edges, or encoded; each checked against the recording."""
