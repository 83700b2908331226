"""The members of a model file, a zip archive as NumPy's ``savez`` writes it, looked at before they are read.

Members lie one after the other and are not compressed, so that no array can be larger than the file. Each is an
array of one axis in NumPy's own format.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import FileFormatError

_MEMBER, _DIRECTORY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
# signature, version, flags, method, time, date, CRC-32, two sizes, lengths of the name and of what is extra
_MEMBER_HEADER = struct.Struct("<4s5H3I2H")
# signature, two disks, two counts of members, size and start of the directory, length of a comment
_END_RECORD = struct.Struct("<4s4H2IH")
# kind and length of what is extra, and two sizes that may be beyond 4 GiB
_LARGE_SIZES = struct.Struct("<2H2Q")
_IN_LARGE_SIZES = 0xFFFFFFFF
_NAME_IS_UTF8 = 0x800
_STORED = 0
_MOST_MEMBERS = 64

_ARRAY = b"\x93NUMPY\x01\x00"
_ARRAY_HEADER = re.compile(
    rb"\{'descr': '(\|u1|[<>](?:f4|f8|i8))', 'fortran_order': False, 'shape': \(([1-9]\d{0,17}),\), \} *\n"
)


@dataclass(frozen=True, slots=True)
class Member:
    """Where the bytes of one member lie in the file, and their CRC-32."""

    start: int
    size: int
    crc: int


class Archive:
    """A model file that is open.

    Parameters
    ----------
    file : BufferedReader
        Of a regular file.
    name : str
        What messages call it.

    Raises
    ------
    FileFormatError
        The file is of another kind, truncated or damaged. No more than its beginning, its end, and the headers of
        its members were read.
    """

    def __init__(self, file: BufferedReader, name: str) -> None:
        self.name = name
        self.size = os.fstat(file.fileno()).st_size
        self._file = file
        self._members = self._found()

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def array(self, member: str) -> NDArray[Any]:
        """Return an array; its memory is taken when its size is known to lie in the file."""
        place = self._members[member]
        beginning = self._read(place.start, len(_ARRAY) + 2)
        length = int.from_bytes(beginning[-2:], "little")
        header = self._read(place.start + len(beginning), length)
        found = _ARRAY_HEADER.fullmatch(header)
        if found is None or not beginning.startswith(_ARRAY):
            raise self._damaged(f"'{member}' is not a plain array of one axis")
        array = np.empty(0, found[1].decode())
        count, left = int(found[2]), place.size - len(beginning) - length
        if count * array.itemsize != left:
            raise self._damaged(
                f"'{member}' says that it has {count:,} numbers, and holds {left:,} bytes"
            )
        array = np.empty(count, array.dtype)
        content = array.view(np.uint8).data
        if self._file.readinto(content) != left or place.crc != zlib.crc32(
            content, zlib.crc32(header, zlib.crc32(beginning))
        ):
            raise self._damaged(f"'{member}' has a wrong checksum")
        return array.astype(array.dtype.newbyteorder("="), copy=False)

    def _found(self) -> dict[str, Member]:
        """Go from member to member, up to the directory at the end."""
        start = self._read(0, min(self.size, len(_MEMBER)))
        if not start:
            raise self._unfit("it is empty")
        if not _MEMBER.startswith(start):
            raise FileFormatError(
                f"{self.name} is not a Barreleye model: it is another kind of file. Name one that fit or save has"
                " written"
            )
        found: dict[str, Member] = {}
        at = 0
        while self._read(at, len(_MEMBER)) == _MEMBER and len(found) < _MOST_MEMBERS:
            name, member = self._member(at)
            if name in found:
                raise self._damaged(f"it holds {name!r} twice")
            found[name] = member
            at = member.start + member.size
        self._check_end(len(found), at)
        return found

    def _member(self, at: int) -> tuple[str, Member]:
        """Return the name of the member that begins at a position, and where its bytes lie."""
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _MEMBER_HEADER.unpack(
            self._read(at, _MEMBER_HEADER.size)
        )
        start = at + _MEMBER_HEADER.size + name_length + extra_length
        words = self._read(at + _MEMBER_HEADER.size, name_length + extra_length)
        name, extra = words[:name_length].decode("latin-1").removesuffix(".npy"), words[name_length:]
        if at == 0 and name != "description":
            raise FileFormatError(f"{self.name} is not a Barreleye model: it has no description")
        if method != _STORED or flags not in (0, _NAME_IS_UTF8):
            raise FileFormatError(
                f"{self.name} is not a Barreleye model: it is compressed or encrypted, as Barreleye's own files"
                " never are. Unpack it, and pack it without compression"
            )
        if size == packed == _IN_LARGE_SIZES and len(extra) == _LARGE_SIZES.size:
            _, _, size, packed = _LARGE_SIZES.unpack(extra)
        if not size == packed <= self.size - start:
            raise self._damaged("a member is longer than the file")
        return name, Member(start, size, crc)

    def _check_end(self, members: int, directory: int) -> None:
        """Refuse a file that does not end with its directory, which tells how many members there are."""
        end = self._read(max(self.size - _END_RECORD.size, 0), _END_RECORD.size)
        sign, _, _, _, count, _, start, comment = _END_RECORD.unpack(end)
        begins = self._read(directory, len(_DIRECTORY)) == _DIRECTORY
        announced = start in (directory, _IN_LARGE_SIZES)
        if not (begins and announced) or (sign, count, comment) != (_END, members, 0):
            raise self._damaged("its end is missing")

    def _read(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        found = self._file.read(length)
        if len(found) != length:
            raise self._damaged("its end is missing")
        return found

    def _damaged(self, reason: str) -> FileFormatError:
        return self._unfit(
            f"it is truncated or damaged, {reason}: restore a copy, or save the model again"
        )

    def _unfit(self, reason: str) -> FileFormatError:
        return FileFormatError(f"{self.name} is not a whole Barreleye model file ({reason})")
