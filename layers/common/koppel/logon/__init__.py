"""What every way of logging on needs.

sessions        start, use and end sessions
one_time_links  log somebody on once by a link in a mail
references      keep a refusal under the reference that the refused person sees
platforms       register the platform that a logon is handed over to
signing         which of the two ES256 keys signs tokens
single_logout   continue a logout at the identity provider where the session began
"""
