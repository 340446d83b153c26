"""`python -m clipper`."""

from clipper.cli.main import main

main()
