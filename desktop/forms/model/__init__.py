"""What a form is: its elements, binds, controls, translations and lists. Fixed once loaded."""
