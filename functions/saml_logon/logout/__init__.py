"""Single logout.

single_logout  the steps, whether a logout begins here or at the identity provider
messages       logout messages of the identity provider
"""
