// What a unit would have to do to meet its target, in words. Needs are [unit, outlook, lacking, needed, expected].
const [REACHABLE, OUT_OF_REACH, OVER] = [0, 1, 2];

const needsOf = (place) => {
  const needs = group().periods[state.period].needs[place] || [];
  return new Map(needs.map(([unit, outlook, lacking, needed, expected]) =>
    [unit, { outlook, lacking, needed, expected }]));
};
const isAverage = (kpi) => kpi.isLower && !kpi.isCount;

// A few words for the table's cell, and the same as a sentence.
const needTexts = (need, kpi) => {
  const until = group().periods[state.period].until;
  const count = (value) => `${whole(value)} ${kpi.counted}`;
  if (need.outlook === OVER) {
    if (need.lacking < 0) return ["hết kỳ", "Kỳ đã kết thúc."];
    if (kpi.isCount) return [`vượt ${whole(need.lacking)}`, `Kỳ đã kết thúc, vượt ${count(need.lacking)}.`];
    return [`thiếu ${whole(need.lacking)}`, `Kỳ đã kết thúc, thiếu ${count(need.lacking)}.`];
  }
  if (isAverage(kpi)) {
    if (need.outlook === OUT_OF_REACH) return ["không kịp", `Đến ${until} không thể đạt nữa.`];
    const average = fullText(need.needed, kpi);
    return [`≤ ${average}`, `Từ nay đến ${until}, trung bình mỗi lượt không quá ${average}.`];
  }
  if (need.needed < 0) return [`vượt ${whole(need.lacking)}`, `Đã vượt ${count(need.lacking)}, không rút lại được.`];
  if (kpi.isCount) return [`xử lý ${whole(need.needed)}`, `Cần giải quyết xong ${count(need.needed)} trước ${until}.`];
  const coming = `khoảng ${count(need.expected)} sẽ phát sinh đến ${until}`;
  if (need.outlook === OUT_OF_REACH) {
    return [`không kịp: ${whole(need.needed)}/${whole(need.expected)}`,
      `Không thể đạt nữa: cần thêm ${count(need.needed)} đạt yêu cầu, mà chỉ còn ${coming}.`];
  }
  if (!need.expected) return [`thêm ${whole(need.needed)}`, `Cần thêm ${count(need.needed)} đạt yêu cầu trước ${until}.`];
  return [`${whole(need.needed)}/${whole(need.expected)}`,
    `Cần ${count(need.needed)} đạt yêu cầu trong ${coming}.`];
};
const needCell = (line, need, kpi) => {
  const cell = make("td", "need");
  if (!need) {
    cell.textContent = line.light === 0 ? "đã đạt" : DASH;
    cell.classList.add("met");
    return cell;
  }
  const [short, sentence] = needTexts(need, kpi);
  cell.append(make("span", need.outlook === REACHABLE ? "can" : "cannot", short));
  cell.title = sentence;
  cell.append(make("span", "unseen", `. ${sentence}`));
  return cell;
};

// The unit that is furthest from its target, by the share of the target that it has reached.
const achievementOf = (line, kpi) => {
  const value = line.value / 10;
  if (!kpi.isLower) return line.target > 0 ? value / line.target : 1;
  if (value <= line.target) return 1;
  return line.target > 0 ? line.target / value : 0;
};
const furthest = (lines, kpi) => {
  const judged = lines.filter((line) => line.light > 0 && line.light < JUDGED && line.level !== PROVINCE);
  return judged.reduce((worst, line) => {
    const less = worst === null ? 1 : achievementOf(worst, kpi) - achievementOf(line, kpi);
    return less > 0 || (less === 0 && kpi.isLower && line.value > worst.value) ? line : worst;
  }, null);
};
const drawFurthest = (lines, kpi) => {
  const place = $("furthest");
  place.hidden = !isTargeted(kpi.place);
  const line = furthest(lines, kpi);
  if (!line) {
    const isJudged = lines.some((one) => one.light < JUDGED);
    place.textContent = isJudged ? "Mọi đơn vị có số liệu đều đạt chỉ tiêu." : "Kỳ này chưa có số liệu để đánh giá.";
    return;
  }
  const need = needsOf(kpi.place).get(line.unit);
  const show = make("button", "", line.name);
  show.type = "button";
  show.addEventListener("click", () => {
    $("text").value = line.name;
    for (const id of ["level", "light"]) $(id).value = "";
    drawUnits();
    $("table").scrollIntoView();
  });
  place.replaceChildren(
    "Xa chỉ tiêu nhất: ", show, ` – ${fullText(line.value, kpi)}, chỉ tiêu ${line.targetText}. `,
    make("b", "", need ? needTexts(need, kpi)[1] : ""),
  );
};
