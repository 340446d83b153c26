"""The steps of the pipeline, each for one source or one note; each does only what is missing."""
