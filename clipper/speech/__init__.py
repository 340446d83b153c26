"""Speech: find Whisper weights, and hear stretches of a recording."""
