"""One module a form: each turns a file into raw records and rejects."""
