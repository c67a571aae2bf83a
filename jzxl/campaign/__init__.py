"""A year's round: many recipients, many returns, one summary."""
