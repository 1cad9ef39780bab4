"""Runs: what an integration read is planned, approved, applied and reported.

procedure  what an integration gives: how to read, what to decide, what to do at the end
storage    runs, pages and slots as stored
"""
