"""The console: the web pages of application managers and of the operator, below `/console`.

In   a browser with a session of an application manager, or one that opens a one-time link.
Out  pages; commands, which Operator, SamlOperator, DirectoryOperator and ImportOperator carry out.

It is not an integration. It reads the table for the organisation and the session only: whatever a page shows or does
is a command of the same tables that the operator's command line reads. So the function that the internet reaches has
no right to accounts, secrets or messages.

| where to look for            | in                                                                                  |
| ---------------------------- | ----------------------------------------------------------------------------------- |
| a request                    | `entry`, `routes`, `turn` (what a page gets)                                        |
| who somebody is              | `visitor`; `sign_in` and `links` (one-time links and their sessions)                |
| forged and old forms         | `csrf`                                                                              |
| commands                     | `desk` (have one carried out), `faces` (tiles and commands), `commands` (its own)   |
| forms                        | `forms`                                                                             |
| calendars and charts         | `icalendar`, `chart`                                                                |
| what a page looks like       | `view`, `wording` (language, dates, numbers), the folder `templates`                |
| what answers call things     | `answer_names`                                                                      |
| a page                       | `pages`: one module for each, and what a page shares with another                   |
| a reason for a refusal       | `problems`                                                                          |
"""
