"""The errors that a user sees: one clear sentence with the mend, never a traceback."""

from __future__ import annotations


class DltutorError(Exception):
    """Base of all errors with a message for the user; `exit_code` is the command's status."""

    exit_code = 1


class UsageError(DltutorError):
    """Wrong use or bad input: the user can mend it."""

    exit_code = 2


class WorkError(DltutorError):
    """The work itself failed: a training crashed, a project is broken."""

    exit_code = 1
