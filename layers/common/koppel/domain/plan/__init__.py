"""From a desired state and what is stored to the change to make. No I/O, no clock."""
