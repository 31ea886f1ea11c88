"""An order -> positions."""
