// What pages can do without scripts they do without; this adds copying, warnings before leaving, and focus on errors.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    delete document.body.dataset.notCopied;
    button.textContent = "✓";
    button.setAttribute("aria-live", "polite");
  });
}

// A form that sends a file to the bucket says beforehand what the bucket would only answer with an error of its own.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const ends = Date.now() + form.dataset.seconds * 1000;
  const problemOf = (file) => {
    const name = file.name.toLowerCase();
    if (Date.now() > ends) return "old";
    if (!form.dataset.types.split(" ").some((end) => name.endsWith(end))) return "type";
    if (file.size > form.dataset.longest) return "large";
    return file.size ? "" : "empty";
  };
  form.addEventListener("submit", (event) => {
    const field = form.querySelector("input[type=file]");
    const problem = field.files.length ? problemOf(field.files[0]) : "";
    for (const each of form.querySelectorAll("[data-problem]")) each.hidden = each.dataset.problem !== problem;
    field.setAttribute("aria-invalid", problem ? "true" : "false");
    if (!problem) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    field.focus();
  });
}

for (const form of document.querySelectorAll("form")) {
  const before = new URLSearchParams(new FormData(form)).toString();
  form.addEventListener("submit", () => {
    form.dataset.sent = "yes";
    setTimeout(() => { for (const each of form.querySelectorAll("button")) each.disabled = true; }, 0);
  });
  form.isChanged = () => form.dataset.unsaved && !form.dataset.sent
    && ("changed" in form.dataset || new URLSearchParams(new FormData(form)).toString() !== before);
}

for (const place of document.querySelectorAll("[data-file-into]")) {
  place.hidden = false;
  place.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) document.getElementById(place.dataset.fileInto).value = await file.text();
  });
}

if (document.querySelector("[data-once]")) document.body.dataset.notCopied = "yes";

window.addEventListener("beforeunload", (event) => {
  const changed = [...document.querySelectorAll("form")].some((form) => form.isChanged());
  if (changed || document.body.dataset.notCopied) event.preventDefault();
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form")) {
    delete form.dataset.sent;
    for (const each of form.querySelectorAll("button")) each.disabled = false;
  }
});

for (const place of document.querySelectorAll("[data-again]")) {
  place.hidden = false;
  setTimeout(() => location.replace(location.href), place.dataset.again * 1000);
}

document.querySelector("[data-focus]")?.focus();
