"""Every error a user can meet, with its exit code.

Errors stop the command; what merely fails for one source or one citation is a
value instead (`clipper.model.Failed`), so that one bad item never ends a run.

    ClipperError                2
    +-- UsageError              2   wrong arguments, unwritable output
    +-- ConfigError             2   a configuration file or variable that cannot be used
    +-- NoteError               2   a note that cannot be read
    +-- TranscriptError         2   a given transcript that cannot be read
    +-- WeightsError            3   no usable weights of Whisper or of a text model
    +-- JudgeError              3   a second judge that gives no usable answer
    +-- ProgramError            3   ffmpeg is missing or failed
    +-- MediaError              3   a media file that cannot be used
"""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command; the README lists them."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    BUG = 101
    INTERRUPTED = 130


class ClipperError(Exception):
    """What happened, and (`hint`) what to do about it."""

    exit_code: Exit = Exit.USAGE

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call __init__ with both positionally, which fails on unpickling.
        return _rebuild, (type(self), self.message, self.hint)

    def __str__(self) -> str:
        return self.message


def _rebuild(kind: type[ClipperError], message: str, hint: str) -> ClipperError:
    return kind(message, hint=hint)


class UsageError(ClipperError):
    """The command line asks for something that cannot be."""


class ConfigError(ClipperError):
    """A configuration file or an environment variable that cannot be used."""


class NoteError(ClipperError):
    """A note that cannot be read."""


class TranscriptError(ClipperError):
    """A transcript given by the user that cannot be read."""


class WeightsError(ClipperError):
    """No weights, or weights that do not load: of Whisper or of a text model."""

    exit_code = Exit.INCOMPLETE


class JudgeError(ClipperError):
    """A second judge that does not answer, or answers what cannot be used."""

    exit_code = Exit.INCOMPLETE


class ProgramError(ClipperError):
    """A program that is missing, failed or took too long."""

    exit_code = Exit.INCOMPLETE


class MediaError(ClipperError):
    """A media file that cannot be used."""

    exit_code = Exit.INCOMPLETE
