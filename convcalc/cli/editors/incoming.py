"""What comes from an editor, in lines and messages of a size that fits into memory. Knows nothing of what they say."""

from typing import BinaryIO

from convcalc.document.files import LARGEST_FILE
from convcalc.document.problems import fail

LONGEST_HEADER = 1000
"""Characters of a line that says how long a message is."""
LARGEST_MESSAGE = 8 * LARGEST_FILE
"""Bytes of a message: as JSON writes a file, each of its bytes may take six."""


class EditorInput:
    """Standard input, as a server reads it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """The next line. Raises SpecError for one that is no header."""
        line = self._stream.readline(LONGEST_HEADER + 1)
        if len(line) > LONGEST_HEADER:
            raise fail(f"a header of more than {LONGEST_HEADER:,} characters came in")
        return line

    def read(self, count: int) -> bytes:
        """So many bytes. Raises SpecError where a header promised more than any message has."""
        if count > LARGEST_MESSAGE:
            raise fail(f"a header promises a message of {count:,} bytes, and none has more than {LARGEST_MESSAGE:,}")
        return self._stream.read(count)
