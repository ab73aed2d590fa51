// The table of units, in the order of the tree or sorted, and the headings above it.
const barOf = (line) => {
  const bar = silent(make("span", "bar"));
  const fill = make("i", LIGHT[line.light]);
  fill.style.width = `${Math.min(line.value / 10, 100).toFixed(1)}%`;
  bar.append(fill);
  if (line.target >= 0) {
    bar.append(make("u"));
    bar.lastChild.style.left = `${Math.min(line.target, 100).toFixed(1)}%`;
  }
  return bar;
};
const valueCell = (line, kpi) => {
  const cell = make("td", "number value");
  const meter = make("span", "meter");
  if (kpi.unit === "percent" && line.value >= 0) meter.append(barOf(line));
  meter.append(make("b", "", valueText(line.value, kpi)));
  cell.append(meter, silent(make("small", "parts", partsText(line))));
  return cell;
};
const isTree = () => !state.sort && !$("text").value.trim() && $("level").value === "" && $("light").value === "";
const hasBelow = (unit) => {
  const { units } = group();
  return unit + 1 < units.length && units[unit + 1][3] > units[unit][3];
};
const foldButton = (line) => {
  const isFolded = state.folded.has(line.unit);
  const button = make("button", "fold");
  button.type = "button";
  button.setAttribute("aria-expanded", String(!isFolded));
  button.setAttribute("aria-label", `Đơn vị cấp dưới của ${line.name}`);
  button.addEventListener("click", () => {
    state.folded[isFolded ? "delete" : "add"](line.unit);
    drawUnits();
    document.querySelector(`[data-fold="${line.unit}"]`).focus();
  });
  button.dataset.fold = line.unit;
  return button;
};
// Without what lies below a unit that is folded.
const unfolded = (lines) => {
  let hiddenBelow = Infinity;
  return lines.filter((line) => {
    if (line.depth > hiddenBelow) return false;
    hiddenBelow = state.folded.has(line.unit) ? line.depth : Infinity;
    return true;
  });
};
const nameCell = (line) => {
  const head = make("th", `d${Math.min(line.depth, 4)}`);
  head.scope = "row";
  if (isTree() && line.depth > 0 && hasBelow(line.unit)) head.append(foldButton(line));
  head.append(line.name);
  if (line.isSubtree) head.append(" ", make("small", "tag", data.wholes[line.level]));
  if (line.isHeld) {
    const tag = make("small", "tag held", "Giữ số cũ");
    tag.title = line.heldText;
    head.append(" ", tag);
  }
  if (line.isHeldBelow) head.append(" ", make("small", "tag held", "Có cấp dưới giữ số cũ"));
  return head;
};
const targetCell = (line, start) => {
  const cell = make("td", "number", line.targetText);
  if (start === undefined) return cell;
  const mark = make("small", "tag start", `xuất phát ${valueText(start, { unit: "percent" })}`);
  mark.title = "Chỉ tiêu thấp hơn mức xuất phát mà chính kế hoạch in ra";
  cell.append(" ", mark);
  return cell;
};
const unitRow = (line, kpi, beside) => {
  const row = make("tr");
  const light = make("td");
  light.append(lamp(line.light));
  row.append(
    nameCell(line),
    make("td", "level", data.levels[line.level][1]),
    valueCell(line, kpi),
    make("td", "number part", number(line.numerator)),
    make("td", "number part", number(line.denominator)),
    targetCell(line, beside.starts.get(line.unit)),
    light,
    make("td", "number rank", line.rank < 0 ? DASH : String(line.rank)),
    needCell(line, beside.needs.get(line.unit), kpi),
    trendCell(line, beside.trends, kpi),
  );
  return row;
};

// What does not exist (-1) stays last in either direction.
const sorted = (lines) => {
  const key = state.sort;
  if (!key) return lines;
  const sign = state.down ? -1 : 1;
  return [...lines].sort((one, other) => {
    if (key === "name") return sign * one.name.localeCompare(other.name, "vi");
    if (one[key] < 0 || other[key] < 0) return (one[key] < 0) - (other[key] < 0);
    return sign * (one[key] - other[key]);
  });
};
const filtered = (lines) => {
  const text = fold($("text").value.trim());
  const level = $("level").value;
  const light = $("light").value;
  return lines.filter((line) =>
    (!text || fold(line.name).includes(text)) &&
    (level === "" || line.level === Number(level)) &&
    (light === "" || line.light === Number(light)));
};

const drawUnits = () => {
  const kpi = kpiOf(state.kpi);
  const scope = $("scope").value;
  const lines = linesOf(state.kpi, scope);
  const shown = isTree() ? unfolded(lines) : sorted(filtered(lines));
  const beside = {
    // Needs and starting points are of the unit itself, as its target is.
    needs: scope === "own" ? needsOf(state.kpi) : new Map(),
    starts: new Map(group().starts[state.kpi]),
    trends: trendsOf(kpi, scope),
  };
  const body = $("table").tBodies[0];
  body.className = state.sort ? "" : "tree";
  body.replaceChildren(...shown.map((line) => unitRow(line, kpi, beside)));
  $("shown").textContent = `Hiện ${whole(shown.length)} trong ${whole(lines.length)} đơn vị`;
  drawFurthest(linesOf(state.kpi, "own"), kpi);
};

const drawHeadings = () => {
  const kpi = kpiOf(state.kpi);
  const period = group().periods[state.period].label;
  const issuer = linesOf(state.kpi, "all")[0];
  for (const node of document.querySelectorAll(".whole-word")) node.textContent = data.wholes[issuer.level];
  $("kpi-title").textContent = kpi.name;
  $("kpi-period").textContent = period;
  $("summary-period").textContent = period;
  $("caption").textContent = `${kpi.name}, ${period}`;
  $("hero-value").textContent = fullText(issuer.value, kpi);
  $("hero-parts").textContent = partsText(issuer);
  $("hero-light").replaceChildren(lamp(issuer.light));
  const valueHead = unitWord(kpi) ? `Kết quả (${unitWord(kpi)})` : "Kết quả";
  for (const node of document.querySelector("[data-sort=value]").children) node.textContent = valueHead;
  for (const part of document.querySelectorAll(`[id="kpi-${kpi.code}"] [data-part]`)) {
    $(`def-${part.dataset.part}`).textContent = part.textContent;
  }
  $("def-target").textContent = kpi.targets || "Kế hoạch không giao chỉ tiêu cho chỉ số này.";
};

