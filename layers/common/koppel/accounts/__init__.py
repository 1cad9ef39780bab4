"""Accounts as stored, and everything that changes them.

store               read an account, find one by id or e-mail address, list a kind; what a plan looks at
trail               what each change did to an account, as it is recorded
lookup              find the accounts that people ask for
apply               write one change as one transaction; the only code that writes accounts
execution           make a plan, apply it, and make a new plan when others were faster
synchronise         make an account what an outside system says it should be
merge               give up one client for another
merge_leftovers     move what was too much for the transaction of a merge
unmerge             read what a merge has done, and move back what was too much for its undo
undo                restore what a change of the trail has changed
undo_many           the plans that undo many changes
waiting_lists       serve those who wait for a value to be claimed or released
due_deactivations   carry out deactivations whose time has come
headcount           count the active accounts once a day
incomplete          find the accounts that lack a required field
incomplete_preview  what other details would make incomplete
"""
