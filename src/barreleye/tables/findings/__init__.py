"""What is odd about a table, and what is said of it: each kind of finding has a file of its own."""
