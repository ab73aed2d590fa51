"""`motcua contracts draft`: a sample file in, a proposal of its contract out."""

from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.portal.contracts import Contract, ContractError, load_contracts
from orchestration.portal.drafting.columns import Asked, is_row_number, proposed_columns
from orchestration.portal.drafting.csv_sample import csv_sample
from orchestration.portal.drafting.fields import Known, likeliest_source
from orchestration.portal.drafting.file_names import name_told, placed, source_of
from orchestration.portal.drafting.message_sample import message_sample
from orchestration.portal.drafting.opening import opened
from orchestration.portal.drafting.profile import profiled
from orchestration.portal.drafting.sample import Sample
from orchestration.portal.drafting.writing import Draft, draft_text
from orchestration.portal.drafting.xlsx_sample import xlsx_sample
from orchestration.portal.text import fold
from orchestration.portal.yaml_lines import TO_COMPLETE


@dataclass(frozen=True)
class Drafted:
    """A draft: its text, what it rests on in words, and how many places are marked to be completed."""

    text: str
    rows_told: str
    places: int


def draft_contract(path: Path, contracts_dir: Path, source: str | None = None, portal: str | None = None) -> Drafted:
    """Proposes a contract for exports like the file at `path`.

    Of the file no more than the first rows are looked at. Source and portal are those given, else those that the
    path names; the source is guessed from the columns where neither says it. Contracts that are there already are
    asked for the meaning of columns and codes; none need be. Raises `readers.parts.Rejected` for a file that cannot be
    read.
    """
    contracts = _contracts(contracts_dir)
    known = Known(contracts)
    sample = take_sample(path, contracts)
    profiles = [profiled(column) for column in sample.columns]
    name = placed(path)
    told = source or (name.source if name else source_of(path))
    draft = Draft(
        sample=sample,
        columns=(),
        source=told or likeliest_source(profiles, known),
        is_source_sure=told is not None,
        portal=portal or (name.portal if name else None),
        file_name=path.name,
        name_told=name_told(path),
    )
    ignored = [one.name for one in profiles if is_row_number(one) or fold(one.name) in known.ignored()]
    columns = proposed_columns([one for one in profiles if one.name not in ignored], Asked(known, draft.source))
    text = draft_text(replace(draft, columns=tuple(columns), ignored=tuple(ignored)))
    return Drafted(text, draft.rows_told, text.count(f"# {TO_COMPLETE}"))


def take_sample(path: Path, contracts: tuple[Contract, ...] = ()) -> Sample:
    """The sample of a file in any format; raises `readers.parts.Rejected`."""
    with opened(path) as file:
        if file.kind == "csv":
            return csv_sample(file)
        if file.kind == "xlsx":
            return xlsx_sample(file, list(dict.fromkeys(contract.xlsx for contract in contracts)))
        return message_sample(file)


def _contracts(folder: Path) -> tuple[Contract, ...]:
    """The contracts that are there; a folder that holds none or broken ones is no hindrance to a draft."""
    try:
        return load_contracts(folder).contracts
    except ContractError:
        return ()
