"""The archive: HL7 messages as stored.

messages   one message: store, read, count failures, finish, reopen
parked     messages that wait for an account
left_over  pending messages that are queued again
search     find, open, replay, settle, and drop contents
silence    feeds from which nothing has come for long
arguments  of the commands about messages
problems   what can be wrong with stored messages
"""
