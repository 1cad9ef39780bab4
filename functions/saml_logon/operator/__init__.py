"""Carries out the operator's commands.

bench        a response or metadata, looked at check by check
connections  the commands about connections, their keys and their logons
"""
