"""The known answers: figures counted from the truth while it is drawn, never from the files.

Nothing here is shared with the warehouse; the rules are those of kpi_semantics.md, written once more.
"""

from orchestration.simulator.answers.tally import Tally
from orchestration.simulator.answers.writing import ANSWERS_FILE, write_answers

__all__ = ["ANSWERS_FILE", "Tally", "write_answers"]
