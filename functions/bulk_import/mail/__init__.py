"""Welcome mails: one to each person whom an import makes, with a link that logs on once.

    pending ──▶ sending ──▶ sent ──▶ bounced, rejected, complained
       │  ◀─────────┘ └────▶ refused, unknown
       └──▶ withdrawn

The transaction that makes an account also writes the row of its mail, `pending`. The row has no address: its key is the
address's pseudonym, so that an address gets one mail, whatever is undone and imported again. What is sent goes to the
address that the account has then; when it is another one, or the account is not active, the mail is `withdrawn`, and
another import may have it sent.

**Never twice, at the price of perhaps not at all.** The row becomes `sending` before SES is asked, by a condition that
one process meets. An error of SES means that nothing was sent: the row is `pending` again, or `refused`. Without an
answer, or when the process ended in between, nobody knows: the row becomes `unknown`, with an entry in the error log,
and the mail is not sent again. A second mail with a second link would look like an attack; without one, the person can
log on in the usual way.

outbox    the rows
letters   what a mail says
waking    has the waiting mails sent
sending   sends them
outcomes  what becomes of a mail after that
"""
