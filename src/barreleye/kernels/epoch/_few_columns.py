"""Matrix products in machine code where B and C have few columns: one output, three classes.

In a row of B most lanes of a vector would stay empty, so a vector takes several rows at once. Each has a
slot, and the number of A that belongs to a row is repeated all over its slot:

    B    b₀₀ b₀₁ b₀₂  -  b₁₀ b₁₁ b₁₂  -  b₂₀ b₂₁ b₂₂  -  ...
    A    a₀  a₀  a₀   -  a₁  a₁  a₁   -  a₂  a₂  a₂   -  ...

For A·B the slots are added up at the end, halves of the vector first, in one order wherever a row stands.
For Aᵀ·B the rows of a vector are rows of C, and nothing is left to add.
"""

from __future__ import annotations

from ...scalars import Count, FunctionBuilder, Int64, TracedVector

_ABREAST = 8  # sums that do not wait for each other, at least
_VECTORS = (_ABREAST, 2, 1)  # of C that are added up together, whole ones but for the last


def most_columns(width: int) -> int:
    """Return how many columns are few."""
    return width // 4


def few_column_products(scalar: str, width: int) -> list[FunctionBuilder]:
    """Return ``rows_few`` and ``columns_few``, which cut C into pieces, and what they call for each piece.

    They are ``rows`` and ``columns``, with the same arguments but for the room, for at most :func:`most_columns`
    columns, and B and C without gaps.
    """
    few, made = range(1, most_columns(width) + 1), list[FunctionBuilder]()
    for n in few:
        made += [_rows(scalar, width, n, height) for height in _heights(width, n)]
        made += [_columns(scalar, width, n, vectors) for vectors in _VECTORS]
    for name, cut in (("rows_few", _cut_rows), ("columns_few", _cut_columns)):
        code = FunctionBuilder(
            name, scalar, width, "i64 m, i64 n, i64 k, ptr A, i64 a_step, ptr B, ptr C, ptr start,"
            " i64 start_step, ptr factor",
        )  # fmt: skip
        for n in few:
            with code.when(code.given("n").equals(n)):
                cut(code, n)
        made.append(code)
    return made


def _heights(width: int, n: int) -> tuple[int, ...]:
    return max(_ABREAST, width // _slot(n)), 4, 1


def _slot(n: int) -> int:
    """Return the lanes of a slot: a power of 2, so that slots can be halved."""
    return 1 << (n - 1).bit_length()


def _rows(scalar: str, width: int, n: int, height: int) -> FunctionBuilder:
    """Add up some rows of C: every vector of A's numbers times the rows of B that it meets."""
    code = FunctionBuilder(
        f"rows_few_{n}_{height}", scalar, width, "i64 k, ptr A, i64 a_step, ptr B, ptr C, ptr start,"
        " i64 start_step, ptr factor",
    )  # fmt: skip
    slot = _slot(n)
    slots, k, begin = width // slot, code.given("k"), code.numbers("start")
    rows = [code.numbers("A").at(code.given("a_step") * i) for i in range(height)]
    sums = [code.variable(code.constant(0.0)) for _ in rows]
    with code.when(begin.is_not_null()):
        for i, one in enumerate(sums):
            one.set(code.load(begin.at(code.given("start_step") * i), code.mask(n)))

    def add(p: Int64, count: Count) -> None:
        packed = code.load(code.numbers("B").at(p * n), code.mask(count * n))
        in_slots = code.shuffled(
            packed, [lane // slot * n + min(lane % slot, n - 1) for lane in range(width)]
        )
        for one, row in zip(sums, rows, strict=True):
            a = code.load(row.at(p), code.mask(count))
            repeated = code.shuffled(a, [lane // slot for lane in range(width)])
            one.set(code.call("fma", repeated, in_slots, one.lanes()))

    whole = k // slots * slots
    with code.loop(0, whole, slots) as p:
        add(p, slots)
    with code.when(whole < k):
        add(whole, k - whole)
    vectors = _folded(code, [one.lanes() for one in sums], slot)
    each = height // len(vectors)  # rows in a vector
    for v, vector in enumerate(vectors):
        packed = code.variable(
            code.shuffled(vector, [lane // n * slot + lane % n for lane in range(each * n)])
        )
        inside, at = code.mask(each * n), v * each * n
        with code.when(code.numbers("factor").is_not_null()):
            packed.set(packed.lanes() * code.load(code.numbers("factor").at(at), inside))
        code.store(code.numbers("C").at(at), packed.lanes(), inside)
    return code


def _folded(code: FunctionBuilder, vectors: list[TracedVector], slot: int) -> list[TracedVector]:
    """Add up the slots of each vector; the sums of several vectors, in their order, then share one."""
    length = code.width  # lanes that belong to one row
    while length > slot:
        length //= 2
        lower = [2 * length * (lane // length) + lane % length for lane in range(code.width)]
        upper = [lane + length for lane in lower]
        pairs = (
            [(one, one) for one in vectors]
            if len(vectors) == 1
            else zip(vectors[::2], vectors[1::2], strict=True)
        )
        vectors = [code.shuffled(a, lower, b) + code.shuffled(a, upper, b) for a, b in pairs]
    return vectors


def _columns(scalar: str, width: int, n: int, vectors: int) -> FunctionBuilder:
    """Add up some vectors of C, with whole rows in each: A's numbers times a row of B."""
    code = FunctionBuilder(
        f"columns_few_{n}_{vectors}", scalar, width, "i64 m, i64 k, ptr A, i64 a_step, ptr B, ptr C,"
        " ptr start, ptr factor",
    )  # fmt: skip
    each = width // n  # rows of C in a vector
    m = code.given("m")
    left: list[Count] = [each] * vectors if vectors > 1 else [code.smaller(m, each)]
    inside = [code.mask(count * n) for count in left]

    def at(name: str, v: int) -> TracedVector:
        return code.load(code.numbers(name).at(v * each * n), inside[v])

    sums = [code.variable(code.constant(0.0)) for _ in left]
    with code.when(code.numbers("start").is_not_null()):
        for v, one in enumerate(sums):
            one.set(at("start", v))
    some = [code.mask(count) for count in left]
    with code.loop(0, code.given("k")) as p:
        row = code.load(code.numbers("B").at(p * n), code.mask(n))
        everywhere = code.shuffled(row, [lane % n for lane in range(each * n)])
        for v, one in enumerate(sums):
            a = code.load(code.numbers("A").at(p * code.given("a_step") + v * each), some[v])
            repeated = code.shuffled(a, [lane // n for lane in range(each * n)])
            one.set(code.call("fma", repeated, everywhere, one.lanes()))
    with code.when(code.numbers("factor").is_not_null()):
        for v, one in enumerate(sums):
            one.set(one.lanes() * at("factor", v))
    for v, one in enumerate(sums):
        code.store(code.numbers("C").at(v * each * n), one.lanes(), inside[v])
    return code


def _cut_rows(code: FunctionBuilder, n: int) -> None:
    k, a_step, start_step = (code.given(name) for name in ("k", "a_step", "start_step"))
    for i, height in code.pieces(code.given("m"), _heights(code.width, n)):
        code.invoke(
            f"rows_few_{n}_{height}", k, code.numbers("A").at(i * a_step), a_step, code.numbers("B"),
            code.numbers("C").at(i * n), code.moved("start", i * start_step), start_step,
            code.moved("factor", i * n),
        )  # fmt: skip


def _cut_columns(code: FunctionBuilder, n: int) -> None:
    each, m = code.width // n, code.given("m")

    def columns(i: Int64, vectors: int) -> None:
        code.invoke(
            f"columns_few_{n}_{vectors}", m - i, code.given("k"), code.numbers("A").at(i),
            code.given("a_step"), code.numbers("B"), code.numbers("C").at(i * n),
            code.moved("start", i * n), code.moved("factor", i * n),
        )  # fmt: skip

    for i, rows in code.pieces(m, [vectors * each for vectors in _VECTORS]):
        columns(i, rows // each)
    left = m % each
    with code.when(left > 0):
        columns(m - left, 1)
