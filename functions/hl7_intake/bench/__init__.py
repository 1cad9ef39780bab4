"""The bench: what a message would do, without writing anything.

trial     one message: how it is read, what it would do, how it would be answered
again     a stored message: what it would do now
forecast  what one intent would change
"""
