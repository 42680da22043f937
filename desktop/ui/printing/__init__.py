"""The only place that turns a document into a PDF, a picture or paper."""
