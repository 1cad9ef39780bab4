"""Secure transfer: the page `/securetransfer`, on which a browser encrypts a file for a receiver.

page    the page, and the public keys of receivers as files
words   its texts
assets  its scripts, OpenPGP.js among them
"""
