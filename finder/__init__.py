"""Finder: which MedStar hospital is nearest, worked out without sending a place anywhere."""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load `finder.EmbeddedGeocoder` when it is asked for: `import finder` alone stays light."""
    if name == "EmbeddedGeocoder":
        from finder.geocoder import EmbeddedGeocoder  # noqa: PLC0415

        return EmbeddedGeocoder
    raise AttributeError(name)
