// The page of secure transfer: it hands the file to a worker, which encrypts it, and saves what comes of it.
// What stands in `data-needs-scripts` is shown once the worker runs; before, and in a browser that is too old, the page
// says what can be done without.
"use strict";

const scripts = document.currentScript.src;
const form = document.getElementById("transfer");
const file = form.elements.file;
const button = document.getElementById("encrypt");
const stage = document.getElementById("stage");
const busy = document.getElementById("busy");
const bar = busy.querySelector("progress");
const result = document.getElementById("result");
const saved = document.getElementById("saved");
let worker;

const show = (each, is = true) => { each.hidden = !is; };
const problems = [...document.querySelectorAll("[data-problem]")];

function start() {
  worker = new Worker(new URL("worker.js", scripts), { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    if (data.ready) {
      show(document.getElementById("unable"), false);
      for (const each of document.querySelectorAll("[data-needs-scripts]")) show(each);
      choose();
    } else if (data.done) finish(data.done);
    else if (data.failed) refuse(data.failed);
    else bar.value = data.read;
  });
  worker.addEventListener("error", () => { // of a browser that does not know it, or a script that could not be loaded
    for (const each of document.querySelectorAll("[data-needs-scripts]")) show(each, false);
    show(document.getElementById("unable"));
    end();
  });
}

const receiver = () => document.querySelector(`[data-receiver="${form.elements.receiver.value}"]`);

function choose() {
  for (const each of document.querySelectorAll("[data-receiver]")) show(each, each === receiver());
}

function refuse(problem) {
  end();
  for (const each of problems) show(each, each.dataset.problem === problem);
  const is = problem === "missing" || problem === "large" || problem === "unreadable";
  file.parentElement.classList.toggle("invalid", is);
  file.setAttribute("aria-invalid", String(is));
  (is ? file : button).focus();
}

function begin() {
  const [chosen] = file.files;
  for (const each of [...problems, result]) show(each, false);
  file.parentElement.classList.remove("invalid");
  file.removeAttribute("aria-invalid");
  if (!chosen) return refuse("missing");
  if (chosen.size > Number(file.dataset.most)) return refuse("large");
  if (!receiver()) return refuse("receiver");
  bar.max = Math.max(chosen.size, 1);
  bar.value = 0;
  button.disabled = true;
  show(busy);
  stage.textContent = stage.dataset.busy;
  document.getElementById("cancel").focus();
  const { armored, fingerprint } = receiver().dataset;
  worker.postMessage({ file: chosen, armored, fingerprint });
}

function end() {
  button.disabled = false;
  show(busy, false);
  stage.textContent = "";
}

// The name tells when, and of which kind the file is; the file's own name may be that of a person.
function named(now) {
  const kind = /\.[a-z0-9]{1,5}$/i.exec(file.files[0].name);
  const at = [now.getFullYear(), now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()]
    .map((each) => String(each).padStart(2, "0"));
  return `${saved.dataset.prefix}-${at.slice(0, 3).join("")}-${at.slice(3).join("")}${kind ? kind[0].toLowerCase() : ""}.pgp`;
}

function finish(blob) {
  end();
  URL.revokeObjectURL(saved.href);
  saved.href = URL.createObjectURL(blob);
  saved.download = named(new Date());
  document.getElementById("name").textContent = saved.download;
  for (const each of document.querySelectorAll("[data-how]")) show(each, each.dataset.how === receiver().dataset.receiver);
  show(result);
  result.focus();
  saved.click();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
if (form.elements.receiver.type !== "hidden") {
  form.elements.receiver.addEventListener("change", choose);
  for (const each of document.querySelectorAll("[data-name]")) show(each, false); // the list says it
}
document.getElementById("cancel").addEventListener("click", () => {
  worker.terminate();
  end();
  start();
  button.focus();
});
addEventListener("beforeunload", (event) => { if (!busy.hidden) event.preventDefault(); });

if (isSecureContext && globalThis.Worker && globalThis.ReadableStream) start();
