"""Handlers, one file per place in the product."""
