// Adds to each sample of code a button that copies it. Without scripts people select the text.
"use strict";

const { copy, copied } = document.currentScript.dataset;

for (const sample of document.querySelectorAll("main pre:not([role])")) {
  const [frame, button] = [document.createElement("div"), document.createElement("button")];
  frame.className = "sample";
  button.className = "small second";
  button.type = "button";
  button.textContent = copy;
  sample.replaceWith(frame);
  frame.append(sample, button);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(sample.textContent);
    button.textContent = copied;
    setTimeout(() => { button.textContent = copy; }, 2000);
  });
}
