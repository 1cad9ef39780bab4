"""Operations: what the operator needs. Not an integration: nothing comes in here from outside.

In   commands of the operator, by direct invocation under the operator's own identity; a schedule, every five minutes.
Out  organisations, the integrations they may use, their settings and API users; and what others left unfinished is
     finished: messages that were stored but not queued, waiting lists, deactivations whose time has come.
"""
