"""Errors that a person can act on.

Every message is Chinese, names the file, the place in it and the way out, and is fit to be
printed as it is.  Anything else that reaches the user as an exception is a defect of jzxl.
"""

from __future__ import annotations


class JzxlError(Exception):
    """Base of all errors meant for the user; ``str(error)`` is the Chinese message."""


class UsageError(JzxlError):
    """The call itself cannot be carried out: a wrong option, an unknown standard, no such folder."""


class DefinitionError(JzxlError):
    """A form definition is wrong; the message names file, table and key, and says what is allowed."""


class UnreadableFileError(JzxlError):
    """A file from outside cannot be read: not a workbook, damaged, encrypted, or over a limit."""


class PatchError(JzxlError):
    """A workbook can be read, but its corrected copy cannot be written without losing something."""
