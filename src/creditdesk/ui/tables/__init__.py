"""Tables: typed columns, models of records and of pages, and the view that shows them."""
