"""The way from raw to marts: dbt, run in this process. The rules themselves stand in `dbt_project/`."""
