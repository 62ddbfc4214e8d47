"""Every example of every docstring runs, and everything public has one."""

import doctest
import importlib
import inspect
import pkgutil
import sys

import krarup as kr
import pytest

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(kr.__path__, "krarup.")
    if found.name != "krarup._core"
]
PUBLIC = [name for name in kr.__all__ if name != "ufuncs"]


def run(test):
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0, test.name
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_print_what_they_say(module):
    for test in doctest.DocTestFinder().find(module):
        run(test)


@pytest.mark.parametrize("name", kr.ufuncs.__all__)
def test_examples_of_ufuncs_print_what_they_say(name):
    text = getattr(kr.ufuncs, name).__doc__
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    assert test.examples
    run(test)


def members():
    for name in PUBLIC:
        thing = getattr(kr, name)
        yield name, thing
        if inspect.isclass(thing) and not issubclass(thing, tuple | float):
            for method, function in inspect.getmembers(thing, inspect.isfunction):
                ours = function.__module__.startswith("krarup")
                if ours and not method.startswith("_"):
                    yield f"{name}.{method}", function


@pytest.mark.parametrize(("name", "thing"), list(members()), ids=lambda value: str(value)[:50])
def test_everything_public_is_told(name, thing):
    text = inspect.getdoc(thing) or ""
    if name == "Peak":  # a row of a DayPlan, whose example shows it
        return
    assert ">>> import krarup as kr" in text, f"{name} has no example"
    if inspect.isfunction(thing):
        assert "Returns\n-------" in text, f"{name} does not say what it returns"
