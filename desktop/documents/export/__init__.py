"""Finished forms as files: submission XML, tables as CSV or XLSX, entity lists."""
