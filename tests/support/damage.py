"""Damage to model files and checkpoints, by chance and on purpose: what ``make fuzz-files`` and the tests try."""

import copy
import io
import json
import struct
import zlib
from dataclasses import dataclass

import numpy as np

from .archives import (
    Member,
    described,
    description_of,
    members_of,
    npy,
    npy_header,
    npy_parts,
    packed,
)

EXTREMES = (
    0,
    1,
    2,
    8,
    9,
    12,
    99,
    0x7F,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)

VALUES = (
    None, True, False, 0, 1, -1, 2, 3, 7, 2**31, 2**63, 2**64, -(2**63), 10**400, 0.0, 0.5, -0.5, 1e-320, 1e308,
    -1e308, "", "a", "nan", "inf", "-inf", "relu", "softmax", "self", "\udc80", "\0", "ü\n\x1b[31m", "x" * 5000,
    [], [1], [None], ["a", "a"], [[]], [[[]]], {}, {"a": 1}, {"": None}, {"self": 1.0}, {"kind": "dense"},
    {"ü\n\udc80": "a"}, {"x" * 5000: None},
)  # fmt: skip

HEADERS = (
    b"", b"{}", b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000000,), }\n",
    b"{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }\n",
    b"{'descr': '<f4', 'fortran_order': True, 'shape': (15,), }\n",
    b"{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n",
    b"{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), }\n",
    b"{'descr': '<f4', 'fortran_order': False, 'shape': (15L,), }\n",
    b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n",
    b"{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (15,), }\n",
    b"{'descr': '|V0', 'fortran_order': False, 'shape': (99999999999,), }\n",
    b"{'descr': '<U999999999', 'fortran_order': False, 'shape': (1,), }\n",
    b"{'descr': [('a', '<f4', (99999999,))], 'fortran_order': False, 'shape': (1,), }\n",
    b"{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }\n",
    b"{'descr': '<f4'\n  'x':", b"\n   {\n  1", b"(" * 3000, b"[" * 60000, b"lambda: 0\n", b"\xff\xfe\0",
    b"{'a': '\n",
)  # fmt: skip

TEXTS = (
    b"", b"null", b"[]", b"{}", b"\xef\xbb\xbf{}", b"\xff", b'{"a":', b"NaN", b"1e999", b"[" * 200_000,
    b"[" * 900 + b"]" * 900, b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" + b"[]," * 400_000 + b"[]]",
    b"[" + b'{"":0},' * 100_000 + b"1]", b"9" * 1_000_000, b"[" + b"1," * 600_000 + b"1]", b'"' + b"\\" * 300_001,
    b'"' + b"a" * 1_000_000 + b'"', b'["' + b'","' * 200_000 + b'"]', b'{"format":"barreleye","version":1}',
    ('"' + "a" * 1_000_000 + "🐟" + '"').encode(), ('"' + "🐟" * 40_000 + '"').encode(),
    '{"a": "ü"}'.encode("utf-16"), b"0" * 100, b"-", b'"\\ud800"', b'{"format": "barreleye", "version": true}',
)  # fmt: skip


UNITS = (
    b"[]",
    b'{"":0}',
    b'{"%d":1.5}',
    b'"ab"',
    b"1.5",
    b"[1.5]",
    b'{"a":[]}',
    b'"\\\\ud800"',
    b"[[[[[[]]]]]]",
)


@dataclass(frozen=True)
class Original:
    """A whole file of one kind: ``"network"``, ``"table"`` or ``"run"``."""

    kind: str
    content: bytes


def flip(rng, original, _others):
    """Change some bytes."""
    content = bytearray(original.content)
    for at in rng.integers(len(content), size=rng.integers(1, 9)):
        content[at] ^= 1 << rng.integers(8)
    return bytes(content)


def cut(rng, original, _others):
    """Lose the end, the beginning, or a part of the middle."""
    content = original.content
    first, last = sorted(int(at) for at in rng.integers(len(content) + 1, size=2))
    return (content[:first], content[last:], content[:first] + content[last:])[rng.integers(3)]


def splice(rng, original, others):
    """Put a part of some file in the place of another part, or between."""
    content, other = original.content, others[rng.integers(len(others))].content
    first, last = sorted(int(at) for at in rng.integers(len(content) + 1, size=2))
    begin, end = sorted(int(at) for at in rng.integers(len(other) + 1, size=2))
    part = (other[begin:end], b"\0" * (last - first), b"\xff" * 4)[rng.integers(3)]
    return content[:first] + part + content[(first, last)[rng.integers(2)] :]


def shuffle(rng, original, others):
    """Swap, drop, double, rename or exchange members; every checksum is right."""
    members = members_of(original.content)
    donors = members_of(others[rng.integers(len(others))].content)
    i, k = (int(at) for at in rng.integers(len(members), size=2))
    donor = donors[rng.integers(len(donors))]
    match rng.integers(7):
        case 0:
            members[i], members[k] = members[k], members[i]
        case 1:
            del members[i]
        case 2:
            members.insert(k, members[i])
        case 3:
            members[i].content, members[k].content = members[k].content, members[i].content
        case 4:
            members[i].content = donor.content
        case 5:
            members[i].name = ("parameters.npy", "../x", "", "memory9.npy", "a" * 300, "\xff\n")[
                rng.integers(6)
            ]
        case _:
            members += [Member(f"kept{n}.npy", donor.content) for n in range(rng.integers(1, 200))]
    return packed(members)


def header(rng, original, _others):
    """Give an array another header; every checksum is right."""
    members = members_of(original.content)
    member = members[rng.integers(len(members))]
    text, content = npy_parts(member.content)
    if rng.integers(3):
        changed = bytearray(text)
        for at in rng.integers(len(text), size=rng.integers(1, 4)):
            changed[at] = rng.choice(np.frombuffer(b"0123456789<>|fiuOb(){}[],:' \n\xff", np.uint8))
        member.content = npy_header(bytes(changed), content)
    elif rng.integers(2):
        member.content = npy_header(HEADERS[rng.integers(len(HEADERS))], content)
    else:
        changed = bytearray(member.content)
        changed[rng.integers(10)] = rng.integers(256)
        member.content = bytes(changed)
    return packed(members)


def fields(rng, original, _others):
    """Write other numbers into the headers of the archive."""
    members = members_of(original.content)
    member = members[rng.integers(len(members))]
    value = int(EXTREMES[rng.integers(len(EXTREMES))])
    place = int(rng.integers(1, 17))
    match rng.integers(5):
        case 0 if place < 11:
            member.local[place] = value & (0xFFFFFFFF if 6 <= place <= 8 else 0xFFFF)
        case 1:
            member.central[place] = value & (0xFFFFFFFF if place in (7, 8, 9, 15, 16) else 0xFFFF)
        case 2:
            deflated = zlib.compress(member.content, wbits=-15)
            told = {3: 8, 6: zlib.crc32(member.content), 7: len(deflated), 8: len(member.content)}
            member.local, member.content = told, deflated
        case 3:
            sizes = struct.pack("<2H2Q", 1, 16, *(int(size) for size in rng.integers(2**63, size=2)))
            member.local = {7: 0xFFFFFFFF, 8: 0xFFFFFFFF, 10: len(sizes), 6: zlib.crc32(member.content)}
            member.content = sizes + member.content
        case _:
            place = int(rng.integers(1, 8))
            return packed(members, {place: value & (0xFFFFFFFF if place in (5, 6) else 0xFFFF)})
    return packed(members)


def tree(rng, original, others):
    """Change the values of the description; every checksum is right."""
    description = description_of(original.content)
    other = description_of(others[rng.integers(len(others))].content)
    for _ in range(rng.integers(1, 4)):
        places = [(holder, key) for holder, key in _places(description) if holder]
        if not places:
            break
        holder, key = places[rng.integers(len(places))]
        donors = list(_places(other))
        giver, gift = donors[rng.integers(len(donors))]
        match rng.integers(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder[key:key] = [copy.deepcopy(holder[key])] * int(rng.integers(1, 30))
            case 1:
                holder["x" * int(rng.integers(40))] = holder[key]
            case 2:
                holder[key] = copy.deepcopy(giver[gift])
            case _:
                holder[key] = copy.deepcopy(VALUES[rng.integers(len(VALUES))])
    return described(original.content, json.dumps(description).encode())


def text(rng, original, _others):
    """Change the letters of the description; every checksum is right."""
    whole = json.dumps(description_of(original.content), indent=1).encode()
    match rng.integers(8):
        case 0:
            return described(original.content, TEXTS[rng.integers(len(TEXTS))])
        case 1:
            at = whole.rindex(b"}")
            bomb = TEXTS[rng.integers(len(TEXTS))] if rng.integers(2) else _many(rng)
            return described(original.content, whole[:at] + b', "unused": ' + bomb + b"}")
        case 2:
            at = int(rng.integers(len(whole)))
            return described(original.content, whole[:at] + whole[at + int(rng.integers(1, 60)) :])
        case _:
            changed = bytearray(whole)
            for at in rng.integers(len(whole), size=rng.integers(1, 4)):
                changed[at] = rng.choice(
                    np.frombuffer(b'0123456789.-eE"\\,:[]{}truefalsn \xff\xc3', np.uint8)
                )
            return described(original.content, bytes(changed))


def _many(rng):
    """Return a list of values of one kind, about as many as a description may hold."""
    unit, many = UNITS[rng.integers(len(UNITS))], int(rng.integers(500, 6000))
    return b"[" + b",".join(unit % i if b"%" in unit else unit for i in range(many)) + b"]"


def numbers(rng, original, _others):
    """Put other numbers into an array, more of them or fewer; every checksum is right."""
    members = members_of(original.content)
    member = members[rng.integers(1, len(members))]
    array = np.load(io.BytesIO(member.content))
    match rng.integers(5):
        case 0:
            odd = (np.nan, np.inf, -np.inf, 3e38) if array.dtype.kind == "f" else (-1, 0, 1, 2**62)
            array[rng.integers(array.size)] = odd[rng.integers(4)]
        case 1:
            array = array[: rng.integers(array.size + 1)]
        case 2:
            array = np.resize(array, int(rng.integers(1, 5000)))
        case 3:
            array = array.astype(("f4", "f8", "i8", "u1", "f2", "c8", ">f4", "?", "S3")[rng.integers(9)])
        case _:
            array = array.reshape((1, -1), order="F") if rng.integers(2) else array[0]
    member.content = npy(array)
    return packed(members)


MUTATIONS = (flip, cut, splice, shuffle, header, fields, tree, tree, tree, text, numbers)


def damaged(seed, originals):
    """Return an original, the name of a way to damage it, and what became of it; the seed decides."""
    rng = np.random.default_rng(seed)
    original = originals[rng.integers(len(originals))]
    mutation = MUTATIONS[rng.integers(len(MUTATIONS))]
    with np.errstate(all="ignore"):
        return original, mutation.__name__, mutation(rng, original, originals)


def _places(value):
    """Yield every (holder, key) of a JSON value."""
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in list(keys):
        yield value, key
        if isinstance(part, dict | list):
            yield from _places(part)
