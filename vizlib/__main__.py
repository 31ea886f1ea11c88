"""``python -m vizlib`` is the command ``vizlib``."""

from vizlib.cli import main

main(prog_name="vizlib")
