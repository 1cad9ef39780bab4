"""An organisation as its administrators know it.

organisations    find one by host, read it in one request, create it
tiles            make integrations available, switch them, change their settings
client_id_guard  keep the client id on while an integration needs it
commands         what a command is; arguments that commands share
contacts         with whom to talk about what is not available, and what it costs
health           what an integration tells of itself for the overview
preview          what an integration tells of other settings before they are saved
api_users        technical accounts, each with a token
audit_log        who changed what, or searched for whom, and when
error_log        one entry for each problem and subject, counted and marked
entry            an entry as its row holds it
entry_search     pages of error logs, filtered
unread           entries counted by level, and those that a person has not seen
activity         count messages, calls and logons by hour and outcome
rate_limit       how many calls an API user may make
hourly_quota     bound the rows that refused senders cause
turns            the time that a job of the sweep has, and where it continues
"""
