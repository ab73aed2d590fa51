// One matter counted in several official ways, side by side, so that a reader sees why two official figures differ.
const drawCompare = () => {
  const kpi = kpiOf(state.kpi);
  const found = data.topics.find(([, ...codes]) => codes.includes(kpi.code));
  $("compare").hidden = !found;
  if (!found || !$("compare").open) return;
  const [topic, ...codes] = found;
  const places = codes.map((code) => group().kpis.findIndex(([one]) => one === code));
  const columns = places.map((place) => (place < 0 ? null : linesOf(place, "own").map(({ value }) => value)));
  columns.push(group().periods[state.period].forms[topic] || null);
  const rows = group().units.map(([, name, level, depth], unit) => {
    const row = make("tr");
    const head = make("th", `d${Math.min(depth, 4)}`, name);
    head.scope = "row";
    if (level === PROVINCE) head.append(" ", make("small", "tag", data.wholes[level]));
    const cells = columns.map((column) =>
      make("td", "number", column ? valueText(column[unit], { unit: "percent" }) : DASH));
    row.append(head, ...cells);
    return row;
  });
  $("compare-table").tBodies[0].replaceChildren(...rows);
  for (const node of document.querySelectorAll("[data-topic]")) node.hidden = node.dataset.topic !== topic;
};
