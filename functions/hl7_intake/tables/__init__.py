"""The tables that code, documentation and tests read.

field_map         fields of accounts and the places where they are read
identifiers       which number is the client's id, and which is the BSN
professional_ids  which number is a professional's id
"""
