import matplotlib
import pytest

matplotlib.use("Agg")
pytest.register_assert_rewrite("documents")
