"""JSON as it comes in and goes out.

requests   the object in a body, and the fields of an account that it requests
bodies     bodies with fixed fields, checked and described
filters    query parameters that select accounts
responses  objects, collections and refusals
shapes     the smallest shapes, as JSON Schema
"""
