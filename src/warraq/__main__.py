"""`python -m warraq`."""

from warraq.cli.main import run

if __name__ == "__main__":
    run()
