"""The draft as a YAML file in the form of the contracts that are there."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.portal.contract_model import XlsxLayout
from orchestration.portal.drafting.columns import Proposed, free_fields, is_unique
from orchestration.portal.drafting.moments import Moments
from orchestration.portal.drafting.patterns import code_patterns
from orchestration.portal.drafting.persons import may_be_name
from orchestration.portal.drafting.promises import write_column_quality, write_record_quality, write_team
from orchestration.portal.drafting.sample import Sample
from orchestration.portal.drafting.yaml_text import Page, flow, scalar
from orchestration.portal.vocabulary import REPORTS, SOURCES, known_values


@dataclass(frozen=True)
class Draft:
    """What is known of a file for its contract.

    `source` may be a guess (`is_source_sure`), or unknown. `ignored`: columns that mean nothing.
    """

    sample: Sample
    columns: Sequence[Proposed]
    source: str | None
    is_source_sure: bool
    portal: str | None
    file_name: str
    name_told: str
    ignored: tuple[str, ...] = ()

    @property
    def moments(self) -> Moments:
        """What the dates of all columns say together."""
        return Moments.of(self.columns)

    @property
    def rows_told(self) -> str:
        """How many rows the draft rests on."""
        rest = "all there are" if self.sample.is_whole else "more follow"
        return f"{self.sample.rows} rows looked at ({rest})"


def draft_text(draft: Draft) -> str:
    """The draft; what a person must complete is marked, no value of a personal column stands in it."""
    page = Page()
    _head(page, draft)
    _properties(page, draft)
    write_team(page)
    _cadence(page)
    _custom(page, draft)
    return page.text()


def _head(page: Page, draft: Draft) -> None:
    sample = draft.sample
    layout = f", delimiter {sample.csv.delimiter!r}" if sample.csv else ""
    where = f", member {sample.member} of {sample.members}" if sample.member else ""
    page.remark(0, f"Draft of a contract from {draft.file_name}{where}: {draft.rows_told}.")
    page.remark(
        0, f"Seen: {sample.kind}, header in {sample.header}{f', {sample.encoding}' if sample.encoding else ''}{layout}."
    )
    page.remark(0, draft.name_told)
    page.remark(0, "Complete each place that is marked, take the mark away, and ask: motcua contracts check FILE")
    for note in sample.notes:
        page.remark(0, f"Note: {note}.")
    portal, source = draft.portal or "portal", draft.source or "source"
    page.add(0, "apiVersion: v3.0.2")
    page.add(0, "kind: DataContract")
    page.add(0, f"id: {scalar(f'motcua-{source}-{portal}'.replace('_', '-'))}")
    page.add(0, f"name: {scalar(f'{source}_{portal}')}")
    page.add(0, "version: 1.0.0")
    page.add(0, "status: draft")
    page.add(0, "domain: one-stop-shop")
    page.add(0, "description:")
    page.add(2, "purpose:", "what one export holds, such as every case that changed in the window")


def _properties(page: Page, draft: Draft) -> None:
    page.add(0, "schema:")
    known = "" if draft.is_source_sure else f"{'guessed from the columns' if draft.source else 'not known'};"
    wanted = f"{known} one of {', '.join(SOURCES)}" if known else ""
    page.add(2, f"- name: {draft.source or ''}".rstrip(), wanted)
    if draft.sample.service:
        page.add(4, f"physicalName: {scalar(draft.sample.service)}")
    page.add(4, "logicalType: object")
    page.add(4, f"physicalType: {'message' if draft.sample.service or draft.sample.kind == 'ndjson' else 'register'}")
    write_record_quality(page, draft.source)
    page.add(4, "properties:", *_key_told(draft))
    for column in draft.columns:
        _property(page, 6, column, draft)
    rest = free_fields(draft.columns, draft.source)
    if rest:
        page.remark(6, f"No column was found for: {', '.join(rest)}.")


def _key_told(draft: Draft) -> tuple[str, str]:
    """What is open of the key, and what was seen of it."""
    key = [column.profile for column in draft.columns if column.is_key]
    if not key:
        return "no column is filled and unique; mark the columns of the natural key with primaryKey: true", ""
    rows, repeated = is_unique(key)
    if repeated:
        return f"the key repeats or is empty in {repeated} of {rows} rows; see whether a record needs more columns", ""
    return "", f"the key is filled and unique in all {rows} rows"


def _property(page: Page, indent: int, column: Proposed, draft: Draft, is_inner: bool = False) -> None:
    guess, profile = column.guess, column.profile
    todo = ""
    if guess is None:
        rest = free_fields(draft.columns, draft.source, profile) if not is_inner else []
        what = f"which field is this ({', '.join(rest)})" if rest else "which field is this"
        todo = f"{what}? or take these lines out and name the column among ignored_columns"
    elif not guess.is_sure:
        todo = "guessed from the heading; confirm or correct"
    page.add(indent, f"- name: {guess.name if guess else ''}".rstrip(), todo)
    page.add(indent + 2, f"physicalName: {scalar(profile.name)}", note=_seen(column))
    page.add(indent + 2, f"logicalType: {column.logical_type}", profile.column.note or "")
    if column.is_key:
        position = 1 + [one.profile.name for one in draft.columns if one.is_key].index(profile.name)
        page.add(indent + 2, "primaryKey: true")
        page.add(indent + 2, f"primaryKeyPosition: {position}")
        page.add(indent + 2, "required: true")
    if column.personal:
        page.add(indent + 2, "classification: personal", note=column.personal)
    if column.entries:
        page.add(indent + 2, "items:")
        page.add(indent + 4, "logicalType: object")
        page.add(indent + 4, "properties:")
        for entry in column.entries:
            _property(page, indent + 6, entry, draft, is_inner=True)
    if not is_inner:
        write_column_quality(page, indent + 2, column)
    _property_extras(page, indent + 2, column, draft)


def _seen(column: Proposed) -> str:
    """What was seen of the values, none of which is shown here but codes."""
    profile = column.profile
    if profile.look == "list":
        return "a list of objects"
    told = [f"{profile.filled} filled, {profile.distinct} different"]
    if profile.codes and not column.codes and not column.personal and column.guess is None:
        # Of a column of unknown meaning nothing is shown that is written like a name.
        shown = [f"{text!r} {rows}" for text, rows in profile.codes if not may_be_name(text)]
        told += [", ".join(shown[:10])] if shown else []
    if profile.look == "decimal":
        told.append("numbers with decimals")
    if profile.nothing:
        told.append(f"words for nothing: {', '.join(map(repr, profile.nothing))}")
    return "; ".join(told)


def _property_extras(page: Page, indent: int, column: Proposed, draft: Draft) -> None:
    guess = column.guess
    own = draft.moments.own_formats(column)
    values = known_values(draft.source or "", guess.name, guess.kind) if guess and draft.source else ()
    is_needed = column.is_needed and not column.is_key
    if not (column.kind or own or values or is_needed):
        return
    page.add(indent, "customProperties:")
    if column.kind:
        page.add(indent + 2, f"- {{property: kind, value: {column.kind}}}")
    if own:
        page.add(indent + 2, f"- {{property: formats, value: {flow(list(own))}}}", draft.moments.doubt(column))
    if values:
        _codes(page, indent + 2, column, values)
    if is_needed:
        page.add(indent + 2, "- {property: column, value: required}")


def _codes(page: Page, indent: int, column: Proposed, values: Sequence[str]) -> None:
    """The code list: each text with its rows, and with its meaning where that is known."""
    page.add(indent, "- property: codes")
    choice = f"one of {', '.join(values)}"
    if not column.codes:
        page.add(indent + 2, "value: {}", f"no short list of texts was seen; map the portal's words, each to {choice}")
        return
    hidden = column.profile.hidden
    told = f"{hidden} more texts may be personal and are not shown; see the file" if hidden else ""
    page.add(indent + 2, "value:", told)
    for code in column.codes:
        shown = f"{scalar(code.text)}: {scalar(code.value) if code.value else ''}".rstrip()
        asked = "guessed; confirm or correct" if code.value else choice
        page.add(indent + 4, shown, "" if code.is_sure else asked, f"{code.rows} rows")


def _cadence(page: Page) -> None:
    page.add(0, "slaProperties:")
    page.add(2, "- property: frequency", "how often the portal exports: a number, and a unit of d, w, mo, y")
    page.add(4, "value: 1")
    page.add(4, "unit: d")
    page.add(2, "- property: latency", "how many days later than that an export may come before its units are held")
    page.add(4, "value: 3")
    page.add(4, "unit: d")


def _custom(page: Page, draft: Draft) -> None:
    sample = draft.sample
    page.add(0, "customProperties:")
    page.add(2, "- property: portals")
    page.add(4, "value:")
    asked = "the unit code of the portal's province, like 000.00.00.H09"
    name = draft.portal or "portal"
    page.add(6, f"{scalar(name)}:", asked if draft.portal else f"the portal's name in place of 'portal', and {asked}")
    page.add(2, f"- {{property: file_formats, value: [{sample.kind}]}}")
    reports = ", ".join(sorted(REPORTS))
    page.add(2, "- {property: reports, value: []}", f"which of {reports} the portal reports; none is said here")
    _patterns(page, draft)
    draft.moments.write(page)
    words = sorted({word for column in draft.columns for word in column.profile.nothing if word != "-"})
    page.add(2, f"- {{property: null_words, value: {flow(words or ['null'])}}}")
    page.add(2, "- {property: no_value_words, value: ['-']}")
    if sample.encoding:
        page.add(2, f"- {{property: encodings, value: [{sample.encoding}]}}", sample.doubt or "")
    if any(column.profile.has_point for column in draft.columns if not column.personal and _is_number(column)):
        page.remark(2, "", "numbers have a point before decimals or a comma between thousands: say so, or have them"
                    " exported as whole numbers")  # fmt: skip
    _layout(page, sample)
    page.add(2, f"- {{property: ignored_columns, value: {flow(list(draft.ignored))}}}")


def _is_number(column: Proposed) -> bool:
    """Whether the loader will read a column as numbers."""
    return column.guess is not None and column.guess.kind in {"integer", "money"}


def _patterns(page: Page, draft: Draft) -> None:
    """The forms of case codes that were seen."""
    named = [one for one in draft.columns if one.guess and one.guess.name == "case_code"]
    named = named or [one for one in draft.columns if one.is_key and draft.source == "cases"]
    column = next(iter(named), None)
    texts = column.profile.column.texts if column and not column.personal else ()
    found = code_patterns([text for text in texts if text])
    if not found:
        page.add(2, "- {property: case_code_patterns, value: []}")
        return
    page.add(2, "- property: case_code_patterns")
    asked = "seen in the sample; loosen what may grow, and put the unit's code into () where codes hold it"
    page.add(4, f"value: {flow(list(found))}", asked)


def _layout(page: Page, sample: Sample) -> None:
    """Where the table stands in the file."""
    if sample.csv:
        given = {"delimiter": sample.csv.delimiter, "quote": sample.csv.quote, "header_line": sample.csv.header_line}
        page.add(2, f"- {{property: csv, value: {flow(given)}}}")
    if sample.xlsx:
        page.add(2, "- property: xlsx")
        page.add(4, "value:")
        for name in XlsxLayout.model_fields:
            value = getattr(sample.xlsx, name)
            page.add(6, f"{name}: {flow(list(value)) if isinstance(value, tuple) else scalar_of(value)}")


def scalar_of(value: str | int) -> str:
    """A text or number as YAML."""
    return scalar(value) if isinstance(value, str) else str(value)
