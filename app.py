"""Serve the chat page and the REST interface: ``python app.py``; LZQA_HOST and LZQA_PORT choose another address."""

import logging
import sys

from lzqa.assistant import Assistant
from lzqa.errors import LzqaError
from lzqa.service import address_from_environment, serve

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("lzqa").setLevel(logging.INFO)
    try:
        host, port = address_from_environment()
        serve(Assistant.open(build=True), host, port)
    except LzqaError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
