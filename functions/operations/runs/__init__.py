"""Commands about runs: list them, follow them, look at their rows, decide about them, undo them, get their reports.

arguments  of the commands
answers    runs and rows as the commands show them
commands   the commands
"""
