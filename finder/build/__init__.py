"""Build-time only: derives the embedded data from pinned packages; not in the wheel."""
