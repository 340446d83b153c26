"""Media: probe, decode, cut and encode; ffmpeg-python builds, `proc` runs."""
