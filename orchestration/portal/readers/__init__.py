"""From archived files to rows of `raw.<source>_record`: one module a file format, one door."""

from orchestration.portal.readers.parts import FileToRead
from orchestration.portal.readers.reading import ReadResult, raw_table_ddl, read_exports

__all__ = ["FileToRead", "ReadResult", "raw_table_ddl", "read_exports"]
