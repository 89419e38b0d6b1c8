"""The pages of bevaring: what can be deposited, and deposits on their way and done."""
