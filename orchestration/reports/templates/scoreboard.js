// Draws the page's two tables from the embedded columns when the reader chooses another plan, KPI, period or order.
// All rounding was done before: values come in tenths, this script only puts in the comma.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const LIGHT = data.lights.map(([code]) => code);
  const JUDGED = 4;
  const [NO_DATA, NO_TARGET] = ["no_data", "no_target"].map((code) => LIGHT.indexOf(code));
  const PROVINCE = data.levels.findIndex(([code]) => code === "province");
  const DASH = "–";
  const state = { group: 0, kpi: 0, period: 0, sort: null, down: false };

  const make = (tag, className = "", text = "") =>
    Object.assign(document.createElement(tag), { className, textContent: text });
  const silent = (node) => {
    node.setAttribute("aria-hidden", "true");
    return node;
  };
  const fold = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐð]/g, "d").toLowerCase();
  const at = (column, place) => (Array.isArray(column) ? column[place] : column);
  const lightAt = (codes, place) => Number(codes.length === 1 ? codes : codes[place]);
  const whole = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ".");
  const number = (value) => {
    if (value < 0) return DASH;
    const [units, tenths] = String(value).split(".");
    return tenths ? `${whole(units)},${tenths}` : whole(units);
  };
  const valueText = (tenths, kpi) => {
    if (tenths < 0) return DASH;
    const rest = tenths % 10;
    const units = whole((tenths - rest) / 10);
    if (kpi.isCount && rest === 0) return units;
    return `${units},${rest}${kpi.unit === "percent" ? "%" : ""}`;
  };
  const unitWord = (kpi) => (kpi.unit === "percent" ? "" : data.units[kpi.unit] || kpi.unit);
  const fullText = (tenths, kpi) =>
    `${valueText(tenths, kpi)}${tenths < 0 || !unitWord(kpi) ? "" : ` ${unitWord(kpi)}`}`;
  const partsText = (line) =>
    line.denominator < 0 ? number(line.numerator) : `${number(line.numerator)}/${number(line.denominator)}`;

  const group = () => data.groups[state.group];
  const kpiOf = (place) => {
    const [code, name, unit, isCount, targets] = group().kpis[place];
    return { code, name, unit, isCount: isCount === 1, targets };
  };

  // A figure without rows is 0 of 0; a count without rows is 0, and nobody asked for less.
  const missingBlock = ({ isCount }) => {
    const figure = isCount ? [0, -1, 0, String(NO_TARGET)] : [0, 0, -1, String(NO_DATA)];
    return [...figure, -1, -1, [], ...figure];
  };
  // Returns one line per unit. Own figures are columns 0–3 of a block, those with all units below it 7–10.
  const linesOf = (place, scope) => {
    const { units, parents, targets, periods } = group();
    const block = periods[state.period].kpis[place] || missingBlock(kpiOf(place));
    const parentPlace = new Map(parents.map((unit, index) => [unit, index]));
    const held = new Set(block[6]);
    return units.map(([, name, level, depth], unit) => {
      const isSubtree = (scope === "all" || level === PROVINCE) && parentPlace.has(unit);
      const [first, where] = isSubtree ? [7, parentPlace.get(unit)] : [0, unit];
      const target = at(block[4], unit);
      return {
        name, level, depth, isSubtree,
        isHeld: held.has(unit),
        numerator: at(block[first], where),
        denominator: at(block[first + 1], where),
        value: at(block[first + 2], where),
        light: lightAt(block[first + 3], where),
        target: target < 0 ? -1 : targets[target][0],
        targetText: target < 0 ? DASH : targets[target][1],
        rank: scope === "all" ? -1 : at(block[5], unit),
      };
    });
  };

  const shape = (light) => {
    const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("focusable", "false");
    use.setAttribute("href", `#shape-${LIGHT[light]}`);
    svg.append(use);
    return silent(svg);
  };
  const lamp = (light, wordClass) => {
    const node = make("span", `light ${LIGHT[light]}`);
    node.append(shape(light), make("span", wordClass, data.lights[light][1]));
    return node;
  };

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
  const unitRow = (line, kpi) => {
    const row = make("tr");
    const head = make("th", `d${Math.min(line.depth, 4)}`, line.name);
    head.scope = "row";
    if (line.isSubtree) head.append(" ", make("small", "tag", data.wholes[line.level]));
    if (line.isHeld) head.append(" ", make("small", "tag held", "Giữ số cũ"));
    const light = make("td");
    light.append(lamp(line.light));
    row.append(
      head,
      make("td", "level", data.levels[line.level][1]),
      valueCell(line, kpi),
      make("td", "number part", number(line.numerator)),
      make("td", "number part", number(line.denominator)),
      make("td", "number", line.targetText),
      light,
      make("td", "number rank", line.rank < 0 ? DASH : String(line.rank)),
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
    const lines = linesOf(state.kpi, $("scope").value);
    const shown = sorted(filtered(lines));
    const body = $("table").tBodies[0];
    body.className = state.sort ? "" : "tree";
    body.replaceChildren(...shown.map((line) => unitRow(line, kpi)));
    $("shown").textContent = `Hiện ${whole(shown.length)} trong ${whole(lines.length)} đơn vị`;
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

  const summaryRow = (place) => {
    const kpi = kpiOf(place);
    const issuer = linesOf(place, "all")[0];
    const counts = LIGHT.map(() => 0);
    for (const line of linesOf(place, "own")) if (line.level !== PROVINCE) counts[line.light] += 1;
    const row = make("tr", place === state.kpi ? "current" : "");
    const head = make("th");
    head.scope = "row";
    const choose = make("button", "", kpi.name);
    choose.type = "button";
    if (place === state.kpi) choose.setAttribute("aria-current", "true");
    choose.addEventListener("click", () => {
      choosePlace("kpi", place);
      $("units").scrollIntoView();
    });
    head.append(choose);
    const value = make("td", "number");
    const light = lamp(issuer.light, "unseen");
    // The shapes of the two lights that judge nothing would read as signs of the number beside them.
    if (issuer.light >= JUDGED) light.firstChild.remove();
    value.append(light, ` ${fullText(issuer.value, kpi)}`);
    const spread = silent(make("td", "spread"));
    spread.append(make("span"));
    counts.forEach((count, place) => {
      if (!count) return;
      spread.firstChild.append(make("i", LIGHT[place]));
      spread.firstChild.lastChild.style.flexGrow = count;
    });
    row.append(head, value, spread);
    for (const count of counts) row.append(make("td", count ? "count" : "count zero", String(count)));
    return row;
  };
  const isTargeted = (place) => {
    const block = group().periods[state.period].kpis[place];
    return block && (Array.isArray(block[4]) || block[4] >= 0);
  };
  const drawSummary = () => {
    const rows = group().kpis.map((_, place) => place).filter(isTargeted).map(summaryRow);
    if (!rows.length) {
      rows.push(make("tr"));
      rows[0].append(Object.assign(make("td", "", "Kỳ này không có chỉ tiêu nào được giao."), { colSpan: 9 }));
    }
    $("summary").tBodies[0].replaceChildren(...rows);
  };

  const draw = () => {
    drawHeadings();
    drawSummary();
    drawUnits();
  };
  const choosePlace = (what, place) => {
    $(what).value = String((state[what] = place));
    draw();
  };

  const option = (value, text) => Object.assign(make("option", "", text), { value: String(value) });
  const fillGrouped = (select, items) => {
    const sets = new Map();
    items.forEach(([heading, text], place) => {
      if (!sets.has(heading)) sets.set(heading, Object.assign(make("optgroup"), { label: heading }));
      sets.get(heading).append(option(place, text));
    });
    select.replaceChildren(...sets.values());
  };
  const openGroup = (place) => {
    state.group = place;
    const { kpis, periods, units, opening } = group();
    for (const plan of document.querySelectorAll(".plan")) plan.hidden = Number(plan.dataset.group) !== place;
    fillGrouped($("kpi"), kpis.map(([, name, , , targets]) => [targets ? "Có chỉ tiêu" : "Theo dõi", name]));
    fillGrouped($("period"), periods.map(({ kind, label }) => [data.kinds[kind], label]));
    const levels = [...new Set(units.map(([, , level]) => level))].sort((one, other) => one - other);
    $("level").replaceChildren(option("", "Mọi cấp"), ...levels.map((level) => option(level, data.levels[level][1])));
    [state.kpi, state.period] = opening;
    $("kpi").value = String(opening[0]);
    $("period").value = String(opening[1]);
    draw();
  };

  const makeSortable = (head) => {
    const button = make("button", "", head.textContent);
    button.type = "button";
    // On paper a plain word stands for the button: Chromium repeats no table head that holds buttons.
    head.replaceChildren(make("span", "printed", head.textContent), button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const key = head.dataset.sort;
      // First click, second click, then back to the order of the tree.
      if (state.sort !== key) Object.assign(state, { sort: key, down: key === "value" });
      else if (state.down === (key === "value")) state.down = !state.down;
      else state.sort = null;
      for (const other of document.querySelectorAll("[data-sort]")) {
        const isSorted = state.sort === other.dataset.sort;
        other.setAttribute("aria-sort", isSorted ? (state.down ? "descending" : "ascending") : "none");
      }
      drawUnits();
    });
  };

  const start = () => {
    document.querySelectorAll("[data-sort]").forEach(makeSortable);
    $("light").replaceChildren(option("", "Mọi mức"), ...data.lights.map(([, word], light) => option(light, word)));
    $("plan").addEventListener("change", (event) => openGroup(Number(event.target.value)));
    $("kpi").addEventListener("change", (event) => choosePlace("kpi", Number(event.target.value)));
    $("period").addEventListener("change", (event) => choosePlace("period", Number(event.target.value)));
    $("text").addEventListener("input", drawUnits);
    for (const id of ["level", "light", "scope"]) $(id).addEventListener("change", drawUnits);
    for (const form of document.forms) form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("beforeprint", () => { $("definition").open = true; });
    $("choose").hidden = false;
    $("filter").hidden = false;
    const placeHead = () =>
      document.documentElement.style.setProperty("--bar", `${getComputedStyle($("choose")).position === "sticky" ? $("choose").offsetHeight : 0}px`);
    window.addEventListener("resize", placeHead);
    placeHead();
    openGroup(0);
  };
  start();
})();
