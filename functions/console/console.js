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
