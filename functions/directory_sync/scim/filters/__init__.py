"""Filters: which resources a client asks for (RFC 7644 section 3.4.2.2), and which values a PATCH means.

words       the words of a filter
grammar     from words to an expression
expression  the expression as values
evaluation  whether a resource matches
"""
