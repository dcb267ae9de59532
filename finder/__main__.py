"""`python -m finder` is the `finder` command."""

from finder.cli import main

if __name__ == "__main__":
    main()
