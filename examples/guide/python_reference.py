"""Writes the pages of the Python reference: one for each module whose names `krarup` exports, and
for each public module below it.

    python python_reference.py OUTPUT_FOLDER
"""

import importlib
import inspect
import pathlib
import pkgutil
import sys
from collections import defaultdict

import krarup


def exported():
    """Public names by the module that a reader would look in."""
    homes = defaultdict(list)
    for name in krarup.__all__:
        thing = getattr(krarup, name)
        if not inspect.ismodule(thing):
            module = defining_module(thing)
            home = module.removeprefix("krarup.").split(".")[0]
            homes[home.lstrip("_")].append((module, f"krarup.{name}"))
    return homes


def defining_module(thing):
    """Where it is written, also of a class that says that it is the package's own."""
    if thing.__module__ != "krarup":
        return thing.__module__
    methods = filter(inspect.isfunction, vars(thing).values())
    return next(methods).__globals__["__name__"]


def public_modules():
    """Modules whose names are used with the module's own: krarup.ufuncs.erlang_b."""
    for found in pkgutil.walk_packages(krarup.__path__, "krarup."):
        parts = found.name.split(".")[1:]
        if any(part.startswith("_") for part in parts):
            continue
        module = importlib.import_module(found.name)
        names = getattr(module, "__all__", [])
        if not names and getattr(krarup, parts[0]) is module and parts[0] in krarup.__all__:
            names = [name for name, thing in vars(module).items() if is_own(thing, name, module)]
        elsewhere = {id(getattr(krarup, name)) for name in krarup.__all__}
        names = [name for name in names if id(getattr(module, name)) not in elsewhere]
        if names:
            yield found.name, [f"{found.name}.{name}" for name in names]


def is_own(thing, name, module):
    return getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")


def page(title, introduction, names):
    directives = "".join(directive(name) for name in sorted(names, key=is_function))
    return f"{title}\n{'=' * len(title)}\n\n{introduction}\n\n{directives}"


def find(name):
    module, _, rest = name.rpartition(".")
    return getattr(importlib.import_module(module), rest)


def is_function(name):
    return not inspect.isclass(find(name))


def directive(name):
    if inspect.isclass(find(name)):
        return f".. autoclass:: {name}\n   :members:\n   :inherited-members: tuple, float\n\n"
    if callable(find(name)):
        return f".. autofunction:: {name}\n\n"
    return f".. autodata:: {name}\n\n"


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for home, found in exported().items():
        modules = sorted({module for module, _ in found}, key=lambda name: "._" in name)
        introduction = inspect.getdoc(importlib.import_module(modules[0]))
        title = home.replace("_", " ").capitalize()
        text = page(title, introduction, [name for _, name in found])
        (folder / f"{home}.rst").write_text(text, encoding="utf-8")
    for name, members in public_modules():
        introduction = inspect.getdoc(importlib.import_module(name))
        path = folder / "modules" / f"{name}.rst"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(name, introduction, members), encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
