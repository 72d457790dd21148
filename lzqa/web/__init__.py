"""The page: a chat made for phones, all of whose HTML is made and escaped in :mod:`lzqa.web.render`."""
