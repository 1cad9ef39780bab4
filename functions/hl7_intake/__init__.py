"""HL7 intake: ADT messages of an EHR come in over HTTP; clients and their treatment relationships change.

In   `POST /hl7`, one HL7 v2 message of at most 256 KiB as its sender wrote it; answered when it is stored and queued.
Out  client accounts created, updated, deactivated and reactivated; relationships with professionals made and ended.

A message is applied once, in order for each patient. What arrives late does not undo what newer messages said.
"""
