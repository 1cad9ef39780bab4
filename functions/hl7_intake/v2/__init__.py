"""HL7 v2 as it is written: bytes in, values out, and the acknowledgement.

reading          bytes to a message, or the reason why they cannot be read
message          segments, fields and values
header           MSH
encoding         delimiters, escape sequences and character sets
paths            the place of a value, such as PID-3.1
times            times and dates
limits           how large a message may be
acknowledgement  the ACK
"""
