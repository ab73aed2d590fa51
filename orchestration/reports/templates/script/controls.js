// What the reader can choose, and the first drawing.
const draw = () => {
  drawHeadings();
  drawSummary();
  drawUnits();
  drawHeat();
  drawCompare();
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
  state.folded.clear();
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
  $("heat").addEventListener("toggle", drawHeat);
  $("compare").addEventListener("toggle", drawCompare);
  $("fold-all").addEventListener("click", () => {
    const parents = group().units.map((_, unit) => unit).filter((unit) => group().units[unit][3] > 0 && hasBelow(unit));
    if (state.folded.size) state.folded.clear();
    else for (const unit of parents) state.folded.add(unit);
    drawUnits();
  });
  for (const node of document.querySelectorAll(".scripted")) node.hidden = false;
  $("choose").hidden = false;
  $("filter").hidden = false;
  const placeHead = () =>
    document.documentElement.style.setProperty("--bar", `${getComputedStyle($("choose")).position === "sticky" ? $("choose").offsetHeight : 0}px`);
  window.addEventListener("resize", placeHead);
  placeHead();
  openGroup(0);
};
start();
