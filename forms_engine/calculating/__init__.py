"""Formulas and linked values joined to records.

site.py         every field that is reckoned, compiled and in order; read anew when a definition changes
reckoning.py    the values of records of one form, many at once
noting.py       what was written, noted for a worker; following.py reckons what leans on it
whole_forms.py  every record of a form, as a job
checking.py     whether a formula or link may be saved; explaining.py why a value is missing
"""
