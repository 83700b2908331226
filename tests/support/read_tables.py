"""What a file of text holds as a table, and whether its notes say what they are to say."""

from barreleye.tables import read_table


def values_of(column):
    """Return the values of a column, None where one is missing."""
    return [
        None if missing else value
        for value, missing in zip(column.values.tolist(), column.missing, strict=True)
    ]


def read_text(path, content, **options):
    """Return the table of a file that is written first, from text or bytes."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, **options)


def check_table(table, columns, notes):
    """Compare the values of all columns, and find a part of each note, in order."""
    assert {column.name: values_of(column) for column in table} == columns
    assert len(table.notes) == len(notes)
    for found, wanted in zip(table.notes, notes, strict=True):
        assert wanted in found
