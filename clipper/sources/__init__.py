"""Sources: find a recording here, or fetch it."""
