"""The errors of a command, with their exit codes."""

from __future__ import annotations

EXIT_FAILED = 1
EXIT_USAGE = 64
EXIT_FENCED = 75


class HostError(Exception):
    """A failed command: a sentence for people and an exit code for the daemon."""

    def __init__(self, message: str, exit_code: int = EXIT_FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class UsageError(HostError):
    """The arguments are invalid."""

    def __init__(self, message: str) -> None:
        super().__init__(message, EXIT_USAGE)


class FencedError(HostError):
    """The host has seen a newer lease epoch: nothing was done."""

    def __init__(self, epoch: int, recorded: int) -> None:
        super().__init__(f"fenced: epoch {recorded} was seen, {epoch} is older", EXIT_FENCED)
