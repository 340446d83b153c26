"""Runners: how work on several sources is spread."""
