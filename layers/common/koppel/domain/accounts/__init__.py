"""What accounts are.

account        an account, and the claims that go with its unique values
fields         the fields of each kind, and how an outside value becomes a stored one
labels         what people call fields and the rest of an account
presence       which fields an organisation uses: the tiles of client and professional details
external_ids   ids of outside systems
directory_ids  ids of an organisation's directory
subjects       whom an entry of the error log is about, in one spelling
relationships  treatment relationships, present and waiting
"""
