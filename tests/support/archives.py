"""Model files put together from their parts, with any part of them as wrong as one likes."""

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

import numpy as np

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


@dataclass
class Member:
    """One member as it is to be written: the fields of its headers are right, unless others are told."""

    name: str
    content: bytes
    local: dict = field(default_factory=dict)  # position in the header -> value
    central: dict = field(default_factory=dict)


def members_of(file):
    """Return the members of a whole model file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return [Member(name, archive.read(name)) for name in archive.namelist()]


def packed(members, end=None):
    """Return an archive of these members; ``end`` overrides fields of its last record."""
    file, directory = io.BytesIO(), io.BytesIO()
    for member in members:
        name, size, crc = member.name.encode("latin-1"), len(member.content), zlib.crc32(member.content)
        start = file.tell()
        fields = [b"PK\x03\x04", 45, 0, 0, 0, 33, crc, size, size, len(name), 0]
        file.write(LOCAL.pack(*_changed(fields, member.local)) + name + member.content)
        fields = [b"PK\x01\x02", 45, 45, 0, 0, 0, 33, crc, size, size, len(name), 0, 0, 0, 0, 0, start]
        directory.write(CENTRAL.pack(*_changed(fields, member.central)) + name)
    start, size = file.tell(), directory.tell()
    fields = [b"PK\x05\x06", 0, 0, len(members), len(members), size, start, 0]
    return file.getvalue() + directory.getvalue() + END.pack(*_changed(fields, end or {}))


def npy(array):
    """Return an array as its member holds it."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npy_header(text, content):
    """Return a member of an array with any header."""
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + content


def npy_parts(member):
    """Return the header's text and the content of a member."""
    (length,) = struct.unpack("<H", member[8:10])
    return member[10 : 10 + length], member[10 + length :]


def description_of(file):
    """Return the JSON of a model file."""
    return json.loads(npy_parts(members_of(file)[0].content)[1])


def described(file, text):
    """Return the file with another text for its description; all checksums are right."""
    members = members_of(file)
    members[0].content = npy(np.frombuffer(text, np.uint8))
    return packed(members)


def _changed(fields, changes):
    return [changes.get(i, value) for i, value in enumerate(fields)]
