"""HL7 intake: an EHR sends HL7 v2 messages over HTTP; clients, professionals and their relationships change.

In   `POST /hl7`, one HL7 v2 message of at most 256 KiB as its sender wrote it; answered when it is stored and queued.
Out  accounts created, updated, merged, deactivated and reactivated; treatment relationships made and ended.

A message is applied once, in order for each patient. A message that arrives late does not undo what newer ones said.

| where to look for                | in                                                                             |
| -------------------------------- | ------------------------------------------------------------------------------ |
| a message, step by step          | `entry`: the docstrings of `receive` and `apply`                               |
| what is answered                 | `reception`; the ACK itself in `v2/acknowledgement`                            |
| what a message means             | `rules`; of staff files `staff`, of ROL segments `roles`                       |
| what an event does               | `effects`                                                                      |
| where a field is read            | `tables/field_map`; its value in `names`, `telecom`, `client_fields`           |
| which number is an id or a BSN   | `tables/identifiers`, `tables/professional_ids`                                |
| how accounts change              | `application`                                                                  |
| what a feed can be set to        | `tile`                                                                         |
| how HL7 v2 is written            | `v2`: bytes to values, and back; codes that may be shown in `codes`            |
| stored messages                  | `archive`: store, search, replay, park, find what was left over                |
| what people can do with messages | `commands`; what the sweep does in `jobs`                                      |
| what the overview shows          | `health`                                                                       |
| what other settings would change | `preview`                                                                      |
| a trial of a message             | `bench`                                                                        |
| a reason for a refusal           | `problems`, `archive/problems`                                                 |
| the pages under `/docs/hl7`      | `documentation`                                                                |
"""
