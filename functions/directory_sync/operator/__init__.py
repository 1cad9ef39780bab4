"""Carries out the commands about directories.

sources     what each source is doing; secrets; cycles on request; accounts that are released
explaining  a test of the connection, and one person explained
"""
