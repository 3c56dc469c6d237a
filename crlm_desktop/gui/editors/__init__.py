"""The form of the record: fields, tables of entries, and the explanations beside them."""
