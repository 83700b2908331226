"""Sphinx configuration: pages are MyST, and every code cell runs when the page is built."""

from importlib.metadata import version as installed

project = "Barreleye"
author = "The Barreleye developers"
copyright = "2026, the Barreleye developers"
release = installed("barreleye")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx-mathjax-offline",
]
html_theme = "furo"
html_title = "Barreleye"
exclude_patterns = ["_build", "generated/README.md"]

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "colon_fence"]

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings say it in words
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
