"""Notes: read the citations out of them, one file per note format."""
