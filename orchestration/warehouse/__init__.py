"""The working warehouse: its file, its SQL functions, and what stands in it before dbt comes."""
