"""`python -m corpus` is the same command as `corpus`."""

from corpus.cli import main

if __name__ == "__main__":
    main()
