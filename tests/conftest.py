"""What all tests share."""

import os

from hypothesis import settings

# The same examples on every CI run: a red build is the change's doing, not the dice's.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
