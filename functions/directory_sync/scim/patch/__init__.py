"""PATCH: operations as SCIM clients write them, and what they make of a resource (RFC 7644 section 3.5.2).

operations   the operations of a body, each with one target, in the dialects of Entra ID, Okta and others
targets      where an operation has its effect
values       a value in the form that its attribute has
application  the resource after the operations
"""
