"""The functions that spreadsheets and scripts already call, computed by krarup.

`krarup.compat.erlangxl`, `krarup.compat.westbay` and `krarup.compat.pyworkforce` keep the names,
the order of the arguments and the units of their originals. The results are the exact ones: where
an original rounds, stops early or hides an overload, the function says so and does not.
"""

from __future__ import annotations
