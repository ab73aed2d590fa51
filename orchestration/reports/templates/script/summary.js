// The table of the KPIs that have targets in the chosen period.
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
const drawSummary = () => {
  const rows = group().kpis.map((_, place) => place).filter(isTargeted).map(summaryRow);
  if (!rows.length) {
    rows.push(make("tr"));
    rows[0].append(Object.assign(make("td", "", "Kỳ này không có chỉ tiêu nào được giao."), { colSpan: 9 }));
  }
  $("summary").tBodies[0].replaceChildren(...rows);
};

