"""The full data sets: where they may be, whether they are whole, and fetching them when asked.

Keras's loaders look into `$KERAS_HOME/datasets`, pass no checksum for some sets and wait for a
server without end. So dltutor finds or fetches the original files itself, checks them, and puts
them there; a project then needs no more than to read them.

`sources` is the register, `memory` what was checked before, `checking` tells whether a set is
whole, `download` and `unpacking` are what their names say, `fetching` puts it all together.
"""

from __future__ import annotations

from tutor.datasets.checking import State, state
from tutor.datasets.fetching import ensure_for, fetch, provide
from tutor.datasets.sources import FullSet, SourceFile, full_set

__all__ = ["FullSet", "SourceFile", "State", "ensure_for", "fetch", "full_set", "provide", "state"]
