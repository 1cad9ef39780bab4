"""JSON of SCIM as it comes in and goes out.

requests   bodies, and what a query asks for
responses  resources, lists and errors
"""
