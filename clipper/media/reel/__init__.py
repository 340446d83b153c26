"""What becomes a reel: PCM of its stretches, the master, chapters and cover, pictures."""
