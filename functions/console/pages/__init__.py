"""The pages of the console, each a function that answers a `Turn`.

integrations  the tiles of an organisation
tile          one tile: its settings, commands, history
command       any command: its form, and what came of it
samples       the parts of the stylesheet
"""
