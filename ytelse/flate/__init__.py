"""How the workspace is to use: the server's time, what travels, many at once, and what a task takes."""
