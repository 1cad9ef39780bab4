"""What can go wrong, said once, with what to do about it; and refusals."""
