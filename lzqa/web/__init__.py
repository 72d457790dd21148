"""The page, made for phones: the chat and the figures of the plan.

All HTML is made in :mod:`lzqa.web.render`, :mod:`lzqa.web.listing` and :mod:`lzqa.web.chart`, and escaped by the first.
"""
