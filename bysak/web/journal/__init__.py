"""The workspace page «Offentlig journal»."""
