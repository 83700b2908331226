"""Streams that are absent, full, closed or of few letters take any text."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barreleye._output_streams import OutputError, OutputStream, in_encoding, is_terminal

ENCODINGS = ("utf-8", "cp1252", "latin-1", "ascii", "cp437", "utf-16")


@given(st.text(st.characters()), st.sampled_from(ENCODINGS))  # halves of characters included
def test_any_text_fits_any_encoding(text, encoding):
    fitting = in_encoding(text, encoding)
    fitting.encode(encoding)  # raises nothing
    assert in_encoding(fitting, encoding) == fitting
    assert len(fitting) >= len(text)  # nothing is left out


@given(st.text(st.characters(codec="latin-1")))
def test_text_that_fits_is_left_alone(text):
    assert in_encoding(text, "latin-1") == text


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("4 → 16, R² … ∞ • −1 × 2", "ascii", "4 > 16, R2 . inf * -1 x 2"),
        ("R² → 1", "latin-1", "R² > 1"),
        ("⠀⠉⢸⣿", "cp1252", "****"),
        ("─━·", "ascii", "--."),
        ("größe, слово, 🐟", "ascii", "gr??e, ?????, ?"),
        ("a\udcffb", "utf-8", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\udcffb", "cp1252", "a?b"),
    ],
)
def test_what_an_encoding_lacks_is_replaced_by_something_close(text, encoding, written):
    assert in_encoding(text, encoding) == written


def test_an_absent_stream_takes_everything():
    for required in (False, True):
        stream = OutputStream(None, required=required)
        assert stream.write("text") == 4
        stream.flush()
        assert not stream.isatty()


def test_bytes_are_no_text_and_go_out_as_they_are():
    buffer = io.BytesIO()
    stream = OutputStream(io.TextIOWrapper(buffer, "ascii"), required=True)
    with pytest.raises(TypeError, match="takes text, got bytes"):
        stream.write(b"")  # typer tries this
    stream.write("a")
    stream.write_bytes(b"\xff\r\n")
    assert buffer.getvalue() == b"a\xff\r\n"
    with pytest.raises(OutputError):
        OutputStream(io.StringIO(), required=True).write_bytes(b"a")


class Broken(io.StringIO):
    """A stream that cannot be written any more."""

    def write(self, _):
        raise OSError(28, "No space left on device")


def test_messages_that_cannot_be_written_are_left_out():
    stream = OutputStream(Broken())
    assert stream.write("text") == 4
    stream.flush()


def test_answers_that_cannot_be_written_are_an_error_once():
    stream = OutputStream(Broken(), required=True)
    with pytest.raises(OutputError, match="cannot write to standard output: No space left on device"):
        stream.write("text")
    stream.write("what is told afterwards")  # has nowhere to go, and is no second error
    closed = io.StringIO()
    closed.close()
    with pytest.raises(OutputError, match="closed file"):
        OutputStream(closed, required=True).write("text")


def test_what_waits_for_a_full_device_does_not_fail_again():
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123  flushed, once more, at its end
        stream = OutputStream(full, required=True)
        stream.write("text")
        with pytest.raises(OutputError, match="No space left"):
            stream.flush()


def test_a_pipe_without_a_reader_is_known():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        stream = OutputStream(pipe, required=True)
        stream.write("text")
        with pytest.raises(OutputError) as caught:
            stream.flush()
    assert caught.value.nobody_reads


def test_only_a_terminal_is_one():
    closed = io.StringIO()
    closed.close()
    for stream in (None, closed, object(), io.StringIO()):
        assert not is_terminal(stream)
    master, slave = os.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        assert is_terminal(terminal)
        assert OutputStream(terminal).isatty()
        assert OutputStream(terminal).fileno() == slave
    os.close(master)
