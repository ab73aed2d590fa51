// A small picture of each unit's newest periods of one kind: months, or what the chosen period is.
const TREND = { width: 84, height: 22, pad: 3 };

// Places of the periods of a trend, the oldest first; a longer or unlike period is looked at by its months.
const trendPeriods = () => {
  const { periods } = group();
  const { kind } = periods[state.period];
  const trendKind = ["week", "month", "quarter"].includes(kind) ? kind : "month";
  const places = periods.map((_, place) => place).filter((place) => periods[place].kind === trendKind);
  const upTo = trendKind === kind ? places.filter((place) => place >= state.period) : places;
  return upTo.reverse();
};
const trendsOf = (kpi, scope) => {
  const places = trendPeriods();
  const columns = places.map((place) => linesOf(kpi.place, scope, place).map(({ value }) => value));
  const top = kpi.unit === "percent" ? 1000 : Math.max(1, ...columns.flat());
  return { places, columns, top };
};
const trendWords = (values, places, kpi) => {
  const known = values.map((value, index) => [value, places[index]]).filter(([value]) => value >= 0);
  if (!known.length) return "chưa có số liệu";
  const [first, last] = [known[0], known[known.length - 1]];
  const told = ([value, place]) => `${fullText(value, kpi)} (${group().periods[place].label})`;
  return known.length === 1 ? told(first) : `từ ${told(first)} đến ${told(last)}`;
};
// Points that follow each other without a gap are one line; a point alone is a dot.
const trendPath = (values, top) => {
  const { width, height, pad } = TREND;
  const step = values.length > 1 ? (width - 2 * pad) / (values.length - 1) : 0;
  let isDrawing = false;
  return values.map((value, index) => {
    const command = isDrawing ? "L" : "M";
    isDrawing = value >= 0;
    if (!isDrawing) return "";
    const y = height - pad - Math.min(value / top, 1) * (height - 2 * pad);
    return `${command}${(pad + index * step).toFixed(1)} ${y.toFixed(1)}${command === "M" ? "h.01" : ""}`;
  }).join("");
};
const trendCell = (line, trends, kpi) => {
  const { width, height, pad } = TREND;
  const values = trends.columns.map((column) => column[line.unit]);
  const cell = make("td", "trend");
  const words = trendWords(values, trends.places, kpi);
  const svg = svgNode("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Xu hướng: ${words}` });
  const title = svgNode("title");
  title.textContent = words;
  svg.append(title);
  if (line.target >= 0) {
    const y = height - pad - Math.min((line.target * 10) / trends.top, 1) * (height - 2 * pad);
    svg.append(svgNode("path", { class: "goal", d: `M0 ${y.toFixed(1)}H${width}` }));
  }
  svg.append(svgNode("path", { class: "course", d: trendPath(values, trends.top) }));
  cell.append(svg);
  return cell;
};
