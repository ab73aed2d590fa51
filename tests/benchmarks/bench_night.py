"""What a night of one day costs on a small and on a large warehouse.

    python tests/benchmarks/bench_night.py [--sizes 10600,1000000] [--nights 3] [--day same|own|quiet] [--keep DIR]

For each size: a simulated year, one whole refresh, then nights of one day, each through `motcua refresh`. Of a day a
365th of the cases is new, twice as many changed, and there are payments for the new ones: of the smallest warehouse's
cases (`--day same`, what the history costs), of the same cases without the changed ones (`--day quiet`: only the
periods of the day are touched) or of each warehouse's own (`--day own`: a hundred times the cases bring a hundred times
the rows). Prints wall and CPU seconds of each night and what its audit took, as Dagster noted it, and the difference
between the sizes by the medians. A million cases need about 15 minutes and 6 GB of disk.
"""

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from orchestration.refresh.instance import open_instance

MOTCUA = (sys.executable, "-m", "orchestration.cli")
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
PAYMENT_HEADER = (
    "Mã giao dịch", "Mã hồ sơ", "Loại", "Số tiền", "Hình thức thanh toán", "Kênh thanh toán", "Thời điểm tạo",
    "Thời điểm thanh toán", "Trạng thái",
)  # fmt: skip


class World:
    """One warehouse of a size, and the nights that come to it."""

    def __init__(self, root: Path, cases: int, per_day: int, *, is_quiet: bool) -> None:
        self.root, self.cases, self.per_day, self.is_quiet = root, cases, per_day, is_quiet
        self.raw, self.warehouse = root / "raw", root / "warehouse"
        self.environment = {
            **os.environ,
            "MOTCUA_RAW_DIR": str(self.raw),
            "MOTCUA_WAREHOUSE_DIR": str(self.warehouse),
            "MOTCUA_PII_KEY": "a key for the benchmark",
        }

    def prepare(self) -> None:
        """Simulate and refresh once, unless a kept folder has it."""
        if (self.warehouse / "published" / "current").exists():
            return
        if not (self.raw / "inbox").exists():
            self._run("simulate", "--out", str(self.raw / "inbox"), "--from", str(FIRST), "--to", str(LAST),
                      "--cases", str(self.cases))  # fmt: skip
        seconds, cpu = self._timed("refresh")
        print(f"{self.cases:>9} cases, first refresh: {seconds:7.1f} s wall, {cpu:7.1f} s CPU", flush=True)

    def night(self) -> tuple[float, float]:
        """Wall seconds of the next night and of its audit."""
        done = len(self._archived())
        self._put_day(LAST + timedelta(days=1 + done), done)
        seconds, cpu = self._timed("refresh")
        audit = self._audit_seconds()
        told = f"{seconds:7.2f} s wall, {cpu:7.2f} s CPU, audit {audit:5.2f} s"
        print(f"{self.cases:>9} cases, a night:       {told}", flush=True)
        return seconds, audit

    def _audit_seconds(self) -> float:
        """From the audit's beginning to its verdict in the last run; the draft is built in the same time."""
        with open_instance(self.warehouse / "dagster") as instance:
            (last,) = instance.get_run_records(limit=1)
            steps = {step.step_key: step for step in instance.get_run_step_stats(last.dagster_run.run_id)}
        began, ended = steps["audit"].start_time, steps["audit"].end_time
        if began is None or ended is None:
            raise LookupError("the last run had no audit")
        return ended - began

    def _put_day(self, day: date, number: int) -> None:
        """One sync window and one payment file of `day` into the inbox, with today's stamp of export."""
        stamp = f"{day:%Y%m%d}_{day:%Y%m%d}_{day + timedelta(days=1):%Y%m%d}T021000"
        fresh, changed = self._messages(day, number)
        changed = [] if self.is_quiet else changed
        path = self.raw / "inbox" / "cases" / "tinh" / f"cases_{stamp}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(message, ensure_ascii=False) for message in [*fresh, *changed])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path = self.raw / "inbox" / "payments" / "tinh" / f"payments_{stamp}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(PAYMENT_HEADER)
            for place, message in enumerate(fresh):
                moment = f"{day:%d/%m/%Y} 09:00:00"
                writer.writerow((f"BN{number:04}{place:07}", message["MaHoSo"], "Phí", "50000", "Trực tuyến",
                                 "Cổng DVC Quốc gia", moment, moment, "Thành công"))  # fmt: skip

    def _messages(self, day: date, number: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        per_day = self.per_day
        received = f"{day:%Y%m%d}080000"
        fresh, changed = [], []
        for place, message in enumerate(self._known_messages(3 * per_day, skipped=number * 3 * per_day)):
            if place % 3 == 0:
                unit = message["MaDonViXuLy"]
                message |= {"MaHoSo": f"{unit}-{day:%y%m%d}-{(place // 3) % 10000:04}", "NgayTiepNhan": received,
                            "NgayNopHoSo": received, "NgayHenTra": "", "NgayKetThucXuLy": "", "NgayTra": "",
                            "TrangThaiHoSo": "4"}  # fmt: skip
                fresh.append(message)
            else:
                message |= {"TrangThaiHoSo": "9", "NgayKetThucXuLy": f"{day:%Y%m%d}150000", "NgayTra": ""}
                changed.append(message)
        return list({str(one["MaHoSo"]): one for one in fresh}.values()), changed

    def _known_messages(self, count: int, skipped: int) -> Iterator[dict[str, object]]:
        """`count` messages of the simulated year's sync windows, from the newest backwards; other ones every night."""
        windows = sorted((path for path in self._archived() if self._is_simulated(path)), key=self._first_received)
        lines = (line for path in reversed(windows) for line in path.read_text(encoding="utf-8").splitlines())
        messages = (json.loads(line) for line in lines)
        whole = (one for one in messages if one.get("NgayTiepNhan") and one.get("MaHoSo"))
        return islice(whole, skipped, skipped + count)

    def _archived(self) -> list[Path]:
        return list((self.raw / "archive" / "cases").rglob("*.ndjson"))

    def _is_simulated(self, path: Path) -> bool:
        return self._first_received(path)[:4] <= str(LAST.year)

    def _first_received(self, path: Path) -> str:
        with path.open(encoding="utf-8") as file:
            return str(json.loads(file.readline()).get("NgayTiepNhan", ""))

    def _timed(self, *words: str) -> tuple[float, float]:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        self._run(*words)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.perf_counter() - began, cpu

    def _run(self, *words: str) -> None:
        subprocess.run([*MOTCUA, *words], env=self.environment, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", default="10600,1000000")
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--day", choices=["same", "own", "quiet"], default="same", help="what comes in a day")
    parser.add_argument("--keep", type=Path, help="folder to keep the warehouses in, for another measurement")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(size) for size in args.sizes.split(",")]
        of_day = {size: max(1, (size if args.day == "own" else min(sizes)) // 365) for size in sizes}
        root, is_quiet = args.keep or Path(folder), args.day == "quiet"
        worlds = [World(root / str(size), size, of_day[size], is_quiet=is_quiet) for size in sizes]
        for world in worlds:
            world.prepare()
        taken: dict[int, list[tuple[float, float]]] = {world.cases: [] for world in worlds}
        for _ in range(args.nights):  # in turn, so that a busy machine is busy for all
            for world in worlds:
                taken[world.cases].append(world.night())
    medians = {size: statistics.median(seconds for seconds, _ in nights) for size, nights in taken.items()}
    small, large = min(medians), max(medians)
    difference = medians[large] - medians[small]
    print(f"median night: {medians[small]:.2f} s on {small}, {medians[large]:.2f} s on {large} cases")
    audits = [f"{statistics.median(audit for _, audit in taken[size]):.2f} s on {size}" for size in (small, large)]
    print(f"median audit: {', '.join(audits)} cases")
    print(f"difference {difference:.2f} s, ratio {medians[large] / medians[small]:.2f}")


if __name__ == "__main__":
    main()
