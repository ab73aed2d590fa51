"""What is wrong with a message, in words that quote no value."""

import pytest

from orchestration.portal.readers.message_faults import fault_of

LISTS, SCALARS = ["L"], ["a"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": "1", "L": [{"x": "2"}]}', None),
        ('{"a": null, "L": ""}\r\n', None),
        ('{"a": 5, "new": {"y": 1}}', None),
        ("5", "is not an object"),
        ("[]", "is not an object"),
        ("null", "is not an object"),
        (None, "is not UTF-8"),
        ('{"a": "1", "a": "2"}', "has the key a twice"),
        ('{"L": [{"x": "1", "x": "1"}]}', "has the key x twice"),
        ('{"a": "Nguyễn', "is not JSON: Unterminated string starting at character 7"),
        ('{"a": "1",}', "is not JSON: Expecting property name enclosed in double quotes at character 11"),
        ('{"a": ["1"]}', "a is not a plain value"),
        ('{"L": {"x": "1"}}', "L is not a list of objects"),
        ('{"L": ["1"]}', "L is not a list of objects"),
        ('{"L": [{"x": {}}]}', "L holds something that is not a plain value"),
        ("[" * 100_000, "is nested too deep, or has numbers too long"),
    ],
)
def test_faults(text: str | None, fault: str | None) -> None:
    assert fault_of(text, LISTS, SCALARS) == fault
