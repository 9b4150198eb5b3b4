"""Classroom: live, self-paced workshops of digital literacy."""

__version__ = "0.1.0"
