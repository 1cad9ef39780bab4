"""What SCIM keeps besides accounts.

users   what an identity provider says of an account, and the account has no place for
groups  groups and who is in them
brake   who lost access lately, and whose loss of access waits for a person
"""
