"""Nothing -> the version of this vizlib, a leaf that any module may read."""

__version__ = "0.1.0"
