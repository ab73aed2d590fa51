"""From archived files to rows of `raw.<source>_record`: one module a file format, one door."""

from orchestration.portal.readers.message_sql import BrokenLineError, careful_reading
from orchestration.portal.readers.parts import FileToRead
from orchestration.portal.readers.reading import ReadResult, raw_table_ddl, read_exports

__all__ = ["BrokenLineError", "FileToRead", "ReadResult", "careful_reading", "raw_table_ddl", "read_exports"]
