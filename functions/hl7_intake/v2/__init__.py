"""HL7 v2 as it is written: bytes in, values out, and the acknowledgement."""
