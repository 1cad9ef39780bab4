"""What is remembered of directories between two readings.

states       how far the reading of each source is, and when it is read again
members      who is known to be in a source, and what was last seen of each
unsettled    the people about whom something is the matter
people_rows  people as rows hold them
readings     what a run has read, until it has ended
credentials  what a source signs in with
"""
