"""Carries out the operator's commands.

connections  the commands about connections, their keys and their logons
"""
