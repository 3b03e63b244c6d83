"""The command line: ``qingliu …`` or ``python -m qingliu …``."""

from __future__ import annotations

import sys

from ._core import main as run


def main() -> int:
    """Do what the command line says, and give the exit status."""
    return run(["qingliu", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
