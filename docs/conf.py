"""Sphinx configuration: pages are MyST, and every code cell runs when the page is built."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))
import activation_pages
import lesson_pages
import look_up_pages
import notebooks

import barreleye as be

project = "Barreleye"
author = "The Barreleye developers"
copyright = "2026, the Barreleye developers"
release = installed("barreleye")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "mathml",
    "readable",
    "name_examples",
]
html_math_renderer = "mathml"
html_theme = "furo"
html_title = "Barreleye"
html_theme_options = {"top_of_page_buttons": []}
html_static_path = ["_static"]
html_css_files = ["outputs.css"]
html_copy_source = False
templates_path = ["_templates"]  # a page of a class documents its methods, inherited ones included
exclude_patterns = ["_build", "_templates", "generated/README.md", "generated/notebooks", "package"]

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "colon_fence"]

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings name the types
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False


def _others(*event: object) -> bool | None:
    """Leave out what estimators inherit from scikit-learn: its own documentation describes it."""
    _, _, _, member, _, _ = event
    return True if (getattr(member, "__module__", None) or "").startswith("sklearn.") else None


def setup(app: Sphinx) -> None:
    """Write the pages of activations and the pieces of chapters first, and the page of the frames last."""
    app.connect("autodoc-skip-member", _others)
    app.connect("builder-inited", lambda _: activation_pages.write())
    app.connect("builder-inited", lambda _: lesson_pages.write())
    app.connect("builder-inited", lambda _: notebooks.write())
    app.connect("builder-inited", lambda _: look_up_pages.write())
    app.connect("build-finished", lambda app, _: be.play().save(Path(app.outdir) / "play.html"))
