"""lzqa answers questions about one public plan with the exact sentence it stands on."""

__version__ = "0.1.0"
