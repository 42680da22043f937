"""ODK XForms without Qt and without SQL: load a form, fill it, read it in two languages.

May import: desktop.domain. Entry points: ``load.load_form``, ``session.FormSession``.
"""
