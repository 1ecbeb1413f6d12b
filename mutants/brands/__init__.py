"""The list of brands, its pages, order and filters, and single brands."""
