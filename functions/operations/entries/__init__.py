"""The commands about error logs.

arguments  the arguments of the commands
acts       what can be done about an entry: the commands that mend it, with their arguments
commands   the commands
"""
