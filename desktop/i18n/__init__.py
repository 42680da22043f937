"""Languages, catalogues, formats and bidi; one LocaleContext per window, nothing process-wide."""
