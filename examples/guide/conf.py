"""How Sphinx builds the guide; build.sh runs it."""

import dataclasses
import os
import pathlib
import re

PROJECT = pathlib.Path(os.environ["KRARUP_PROJECT"])

project = "krarup"
author = "the krarup authors"
copyright = author
version = release = re.search(
    r"project\(krarup VERSION ([0-9.]+)", (PROJECT / "CMakeLists.txt").read_text()
)[1]

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc"]
exclude_patterns = ["data", "included"]
default_role = "code"
smartquotes = False
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120

autodoc_typehints = "none"
toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

html_theme = "furo"
html_title = f"krarup {version}"
html_static_path = ["_static"]
html_css_files = ["guide.css"]
html_show_copyright = False


def without_fields(app, what, name, thing, options, signature, annotation):
    """Results are made by functions: their fields are told once, as attributes."""
    return ("", annotation) if dataclasses.is_dataclass(thing) else None


def setup(app):
    app.connect("autodoc-process-signature", without_fields)
