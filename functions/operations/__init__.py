"""Operations: what the operator needs. Not an integration: nothing comes in here from outside.

In   commands of the operator, by direct invocation under the operator's own identity; a schedule, every five minutes.
Out  organisations, the integrations that they may use, their settings; and the jobs of all integrations, every five
     minutes and every day.

registry       the faces of all functions: tiles, commands, jobs, health, previews
commands       all commands; organisations, tiles, accounts, entries and platform each have those about one subject,
               lookups those that find and show an account, undoing those that undo a change of it, overviews those
               about how all tiles are, usage those about what comes in, versions those about what a tile was before,
               previews the one about what other settings would change, runs those about runs
jobs           the sweep
problems       what is refused
deployment     `make deploy`
runbooks       one page for each alarm
"""
