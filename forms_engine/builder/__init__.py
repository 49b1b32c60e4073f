"""Designing forms: the page inside the admin where consultants build what athletes and staff fill.

refusals.py        what is refused, each with a code and a sentence
type_settings.py   which settings a field type has; type_panels.py asks for those only one type has
standard_rules.py  what must be right of standards; standards_panel.py asks for them, standards_said.py reads them back
judging.py         what a change would break elsewhere
changing.py        one change: one transaction, refused when somebody else was there first, told in the history
fields.py, sections.py, forms.py   the changes themselves
*_panel.py         what the page asks for; pages.py, steps.py, transfers.py answer it
"""
