"""The operator's commands about connections."""
