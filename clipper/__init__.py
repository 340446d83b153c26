"""Checks notes against the videos they cite."""

__version__ = "0.1.0"
