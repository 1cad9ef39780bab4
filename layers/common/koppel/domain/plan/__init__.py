"""From a desired state and what is stored to the change to make. No I/O, no clock.

desired       what an outside system says an account should be, and who says so
matching      which stored account is meant, and how it was found
planning      the plan, in three steps
obstacles     step one: why nothing can be done
parts         step two: the parts below, each planned for itself
values        fields
directory_id  the directory's id
relations     treatment relationships
activity      whether the account may log on
last_manager  what would take the last application manager from the organisation
assembly      step three: the account afterwards, the findings, the change
changes       what is written in one transaction
recorded      what the trail says that a change did
watermarks    late and repeated events
merge         the plan of a merge
waiting       plans for those who waited
due           the plan of a deactivation whose time has come
restoration   what one change took from an account, given back as far as it can be
undo          the plan of an undo
unmerge       the plan that undoes a merge
"""
