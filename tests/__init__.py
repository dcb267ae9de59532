"""A package, so that `tests.page_check` can't be mistaken for somebody else's `tests`."""
