"""JSON of SCIM as it comes in and goes out."""
