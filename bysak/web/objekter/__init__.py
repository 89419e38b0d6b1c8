"""Pages of what cases and entries point at: a klasse, a party, a colleague."""
