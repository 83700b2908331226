"""The kinds of columns."""

NUMBER, YES_NO, DATE, WORDS = "numbers", "yes/no", "dates", "words"
UNREADABLE = "unreadable"
NOT_READ = "not read"  # the user has left the column out
