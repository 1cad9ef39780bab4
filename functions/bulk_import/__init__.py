"""Bulk import: workbooks with clients, professionals and relationships, sent encrypted."""
