"""Finder: which MedStar hospital is nearest, worked out without sending a place anywhere."""

__version__ = "0.1.0"
