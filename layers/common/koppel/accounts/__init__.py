"""Accounts as stored, and everything that changes them: plan, apply, merge, serve those who wait."""
