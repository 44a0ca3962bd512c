"""`python -m sogdia.cli` is the command `sogdia`."""

from sogdia.cli.app import main

if __name__ == "__main__":
    main()
