// The bench: sends a message to be looked at, and shows what comes back. Token and message stay in this page.
"use strict";

const BENCH = new URL("bench", document.currentScript.src);

const element = (id) => document.getElementById(id);

function coded(text) {
  const made = document.createElement("code");
  made.textContent = text;
  return made;
}

function row(cells) {
  const made = document.createElement("tr");
  for (const content of cells) {
    const cell = document.createElement("td");
    cell.append(...content);
    made.append(cell);
  }
  return made;
}

function fill(table, rows) {
  const heads = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);
  for (const each of rows) Array.from(each.cells).forEach((cell, at) => { cell.dataset.label = heads[at]; });
  table.tBodies[0].replaceChildren(...rows);
}

function line([field, place, read, effect]) {
  return row([[coded(field), document.createElement("br"), place], [read], [effect]]);
}

function account(found) {
  const made = element("account").content.cloneNode(true);
  made.querySelector("h4").textContent = found.title;
  const [match, outcome] = made.querySelectorAll("p");
  match.textContent = found.match;
  outcome.textContent = found.outcome;
  fill(made.querySelector("table"), found.lines.map(line));
  made.querySelector("table").hidden = !found.lines.length;
  return made;
}

function remark(found) {
  const made = document.createElement("li");
  made.append(coded(found.slug), ` ${found.what} ${found.remedy}`);
  return made;
}

function fact([name, value]) {
  const [term, description] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = name;
  description.textContent = value;
  return [term, description];
}

function conclude(text, kind) {
  element("summary").textContent = text;
  element("summary").className = kind;
}

function show(report) {
  element("answered").textContent = `HTTP ${report.answer.status} ${report.answer.type}`;
  element("answer").textContent = report.answer.text.replaceAll("\r", "\n");
  element("answer").hidden = !report.answer.text;
  element("accounts").replaceChildren(...report.accounts.map(account));
  element("reached").hidden = !report.accounts.length;
  element("remarks").replaceChildren(...report.remarks.map(remark));
  element("remarked").hidden = !report.remarks.length;
  element("facts").replaceChildren(...report.facts.flatMap(fact));
  fill(element("fields").closest("table"), report.fields.map(([place, text]) => row([[coded(place)], [text]])));
  element("report").hidden = false;
  conclude(report.summary, report.outcome === "refused" ? "bad" : "good");
}

async function ask() {
  const file = element("file").files[0];
  const answer = await fetch(BENCH, {
    method: "POST",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    headers: {
      Authorization: `md-token ${element("token").value.replace(/[^\x21-\x7e]/g, "")}`,
      "Content-Type": file ? "application/hl7-v2" : "text/plain;charset=UTF-8",
      "Accept-Language": document.documentElement.lang,
    },
    body: file || element("message").value,
  });
  if (answer.ok) show(await answer.json());
  else conclude(`${answer.status}: ${await answer.text()}`, "bad");
}

async function attempt() {
  const button = element("try");
  button.disabled = true;
  element("report").hidden = true;
  conclude(button.dataset.busy, "");
  try {
    await ask();
  } catch {
    conclude(button.dataset.unreachable, "bad");
  }
  button.disabled = false;
  button.focus();
}

element("sample").addEventListener("change", () => {
  const chosen = element(`sample-${element("sample").value}`);
  if (chosen) element("message").value = chosen.textContent;
  element("file").value = "";
});
element("message").addEventListener("input", () => { element("file").value = ""; });
element("try").addEventListener("click", attempt);
addEventListener("pagehide", () => { element("token").value = ""; }); // browsers keep pages to go back to
