"""Where figures are drawn: the cores of this machine, or the jobs of a queue."""
