"""The pages of the console, each a function that answers a `Turn`.

integrations  the tiles of an organisation, and what to do first
tile          one tile: how it stands, its settings, what can be done
overtaken     what somebody else saved while the visitor filled in a form
secrets       API users, keys and connections at their tile
checks        what of an integration can be tried or checked at once
history       the versions of a tile, and back to one of them
calendar      what expires, as a list and as a file
activity      what comes in, by hour and by month
audit         who did what
command       any command: its form, and what came of it
errors        the error log of an integration, and one entry; `entry_acts` is what can be done about an entry
messages      HL7 messages; `message` is one, `hl7_text` its text, `message_plan` what messages would do now
logons        why somebody was refused, and the last logons by SAML
accounts      find accounts, show one, undo a change; `account_words` is what it all is called
operator      the operator's own pages; `usage` is what came in during a month
filters       what the query of a list asks for
samples       the parts of the stylesheet
"""
