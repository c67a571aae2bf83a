"""Fuzzing: files and texts that nobody would think of, against everything that reads them."""
