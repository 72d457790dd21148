"""Composing, checking and withholding answers; :class:`lzqa.answer.model.Answer` is the contract."""
