// Draws the page's tables from the embedded columns when the reader chooses another plan, KPI, period or order.
// All rounding was done before: values come in tenths, this script only puts in the comma.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const LIGHT = data.lights.map(([code]) => code);
const JUDGED = 4;
const [NO_DATA, NO_TARGET] = ["no_data", "no_target"].map((code) => LIGHT.indexOf(code));
const PROVINCE = data.levels.findIndex(([code]) => code === "province");
const DASH = "–";
const state = { group: 0, kpi: 0, period: 0, sort: null, down: false, folded: new Set() };

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
  const [code, name, unit, isCount, targets, isLower, counted] = group().kpis[place];
  return { place, code, name, unit, isCount: isCount === 1, targets, isLower: isLower === 1, counted };
};

// A figure without rows is 0 of 0; a count without rows is 0, and nobody asked for less.
const missingBlock = ({ isCount }) => {
  const figure = isCount ? [0, -1, 0, String(NO_TARGET)] : [0, 0, -1, String(NO_DATA)];
  return [...figure, -1, -1, [], ...figure];
};
// Returns one line per unit. Own figures are columns 0–3 of a block, those with all units below it 7–10.
const linesOf = (place, scope, period = state.period) => {
  const { units, parents, targets, periods, holds } = group();
  const block = periods[period].kpis[place] || missingBlock(kpiOf(place));
  const parentPlace = new Map(parents.map((unit, index) => [unit, index]));
  const held = new Set(block[6]);
  const heldTexts = new Map(holds);
  // Below a unit stand the units after it that lie deeper, up to the next one that does not.
  const isHeldBelow = (unit) => {
    for (let below = unit + 1; below < units.length && units[below][3] > units[unit][3]; below += 1) {
      if (held.has(below)) return true;
    }
    return false;
  };
  return units.map(([, name, level, depth], unit) => {
    const isSubtree = (scope === "all" || level === PROVINCE) && parentPlace.has(unit);
    const [first, where] = isSubtree ? [7, parentPlace.get(unit)] : [0, unit];
    const target = at(block[4], unit);
    return {
      unit, name, level, depth, isSubtree,
      isHeld: held.has(unit),
      heldText: heldTexts.get(unit) || "",
      isHeldBelow: isSubtree && isHeldBelow(unit),
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

const isTargeted = (place) => {
  const block = group().periods[state.period].kpis[place];
  return block && (Array.isArray(block[4]) || block[4] >= 0);
};

const svgNode = (tag, attributes = {}) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};
const shape = (light) => {
  const svg = svgNode("svg", { focusable: "false" });
  svg.append(svgNode("use", { href: `#shape-${LIGHT[light]}` }));
  return silent(svg);
};
const lamp = (light, wordClass) => {
  const node = make("span", `light ${LIGHT[light]}`);
  node.append(shape(light), make("span", wordClass, data.lights[light][1]));
  return node;
};

