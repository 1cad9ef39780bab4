"""Runs as values: what was read, what is planned for each row of it, how far it is, who approved it. No I/O, no clock.

run         one run and its states
candidate   one row or person as an integration read it
item        one row of the staged plan, and what became of it
reason      why a row is refused or a run waits, in words
verdict     what an integration decides about a staged plan
staging     from a plan to an item; signatures and digests
refusals    refused fields in words
sheet       rows of a run as lines of a report
json_forms  candidates, items and runs as JSON, and back
"""
