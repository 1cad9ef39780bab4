"""What can go wrong, and what to do about it, in both languages.

problem         problems, findings, and how a subject is masked
refusal         the tree of the exceptions by which a request is not carried out
access          calls that are refused before an integration sees them
account         accounts, whichever integration brings them
merge           merges
undo            undoing a change
runs            runs, their rows, and what people want of them
administration  tiles and organisations
command         commands, whatever they do
logon           keys of links and platforms
"""
