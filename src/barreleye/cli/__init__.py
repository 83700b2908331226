"""The command line: it reads arguments and prints results, and other packages do the work."""

import sys


def main() -> None:
    """Run the ``barreleye`` command.

    The verbs are imported in here, so that Ctrl-C while Python is still loading them is no traceback.
    """
    try:
        from ._app import run  # noqa: PLC0415  see above

        run()
    except KeyboardInterrupt:
        sys.exit(130)


__all__ = ["main"]
