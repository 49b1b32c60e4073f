"""What the site says, in other languages: finding the words of the code, and keeping locale/*/django.po in step.

words.py          what one sentence to translate is, and all of them
python_words.py, template_words.py, document_words.py
                  sentences in Python files, in templates, in documents that ship
catalogue.py      the .po and .mo file of one language
flaws.py          what is wrong with a translation

Needs requirements-dev.txt; a running site only reads the compiled django.mo, which stands beside its source.
"""
