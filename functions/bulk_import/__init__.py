"""Bulk import: clients, professionals and treatment relationships from a workbook, after a test run and an approval.

In   one file, encrypted by OpenPGP or, where the tile allows it, as it is: a workbook (.xlsx, .ods) or a text (.csv).
Out  accounts created and updated, treatment relationships made; each row is reported.

| where to look for                 | in                                                     |
| --------------------------------- | ------------------------------------------------------ |
| the six scripts and their columns | `scripts`, `column_definition`                         |
| how titles are recognised         | `titles`, `headings`                                   |
| templates to fill in              | `templates`                                            |
| what a row means                  | `rules`, `rows`; its cells `cells`, `columns`, `words` |
| rows that repeat others           | `repeats`                                              |
| a file from its titles to its end | `table_reading`                                        |
| what kind of file it is           | `content`                                              |
| how a file is decrypted           | `envelope`                                             |
| how rows are read from a file     | `workbook`                                             |
| the process that reads a file     | `confined`                                             |
| the file from browser to bucket   | `uploads`                                              |
| an import from start to end       | `actions`; by the queue `worker_entry`                 |
| refused rows in words             | `refusals`                                             |
| what is deleted, and when         | `retention`, by `jobs`                                 |
| what can be set                   | `tile`                                                 |
| commands                          | `commands`, `import_operator`, `command_entry`         |
| the page that encrypts files      | `transfer`, and its `receivers`                        |
| key pairs                         | `import_key`, `keys`, `key_material`                   |
| commands about key pairs          | `key_commands`, `key_operator`                         |
| welcome mails                     | `mail`, sent by `mail_entry`                           |
| the guide for suppliers of data   | `documentation`                                        |
| what the overview shows           | `health`                                               |
| a reason for a refusal            | `problems`; of a file `refused`                        |
"""
