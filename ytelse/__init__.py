"""The benchmark: what row-level security and access cost on a database of a realistic size, and which plans it gets."""
