// Units by KPIs, a lamp in each cell; drawn only when it is opened.
const heatCell = (line, kpi) => {
  const cell = make("td", LIGHT[line.light]);
  const words = `${fullText(line.value, kpi)}, chỉ tiêu ${line.targetText}: ${data.lights[line.light][1]}`;
  cell.title = `${line.name} – ${kpi.name}: ${words}`;
  cell.append(shape(line.light), make("span", "unseen", words));
  return cell;
};
const heatHead = (kpi) => {
  const head = make("th", kpi.place === state.kpi ? "current" : "");
  head.scope = "col";
  const choose = make("button", "", kpi.name);
  choose.type = "button";
  choose.addEventListener("click", () => {
    choosePlace("kpi", kpi.place);
    $("units").scrollIntoView();
  });
  head.append(choose);
  return head;
};
const drawHeat = () => {
  if (!$("heat").open) return;
  const kpis = group().kpis.map((_, place) => place).filter(isTargeted).map(kpiOf);
  const lines = kpis.map((kpi) => linesOf(kpi.place, "own"));
  const corner = make("th", "", "Đơn vị");
  corner.scope = "col";
  const heads = make("tr");
  heads.append(corner, ...kpis.map(heatHead));
  const rows = group().units.map(([, name, , depth], unit) => {
    const row = make("tr");
    const head = make("th", `d${Math.min(depth, 4)}`, name);
    head.scope = "row";
    row.append(head, ...kpis.map((kpi, column) => heatCell(lines[column][unit], kpi)));
    return row;
  });
  $("heat-table").tHead.replaceChildren(heads);
  $("heat-table").tBodies[0].replaceChildren(...rows);
  $("heat-none").hidden = kpis.length > 0;
};
