"""Lists of contacts in files: CSV, JSON Lines and Parquet in, results and rejects out."""
