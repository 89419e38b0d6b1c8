"""Writing through the interface: JSON in, the same verbs and the same hindringer as the workspace.

All of it runs inside the door's open arbeid; the door reads the row again for the answer.
"""
