"""What a question that cannot be answered raises: one sentence that says what to do instead. Becomes a 400."""


class UgyldigSpoerring(ValueError):
    """The query cannot be read, asks for what is not there, or is larger than one question may be."""
