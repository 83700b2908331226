"""``python -m barreleye`` is the ``barreleye`` command."""

from .cli import main

main()
