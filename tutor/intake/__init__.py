"""The learner's own data: what lies at a path, what is odd about it, and what to make of it.

`look.look(path)` finds out, `look.propose(found, wishes)` proposes. Only regular files are opened,
and no more is read of one than `reading.MOST_BYTES`; what does not fit is refused in one sentence
with the mend.
"""
