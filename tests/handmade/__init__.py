"""Official sheets as clerks type them: generated in many layouts, with the truth beside them."""
