"""The pages of the reception: one queue over all bydeler, one item, its files, and its registration."""
