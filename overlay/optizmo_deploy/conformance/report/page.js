"use strict";
(() => {
  const form = document.getElementById("filters");
  const results = [...document.querySelectorAll(".result")];
  const cells = [...document.querySelectorAll(".cell")];
  let area = "";

  function show() {
    const statuses = new Set([...form.querySelectorAll("[name=status]:checked")].map((box) => box.value));
    const operation = form.operation.value;
    const words = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const result of results) {
      const text = result.textContent.toLowerCase();
      const wanted =
        statuses.has(result.dataset.status) &&
        (!operation || result.dataset.operation === operation) &&
        (!area || result.dataset.area === area) &&
        words.every((word) => text.includes(word));
      result.hidden = !wanted;
      count += wanted ? 1 : 0;
    }
    document.getElementById("count").textContent = `${count} of ${results.length}`;
    document.getElementById("nothing").hidden = count > 0;
  }

  function press(chosen) {
    for (const cell of cells) cell.setAttribute("aria-pressed", cell === chosen ? "true" : "false");
    area = chosen ? chosen.dataset.area : "";
  }

  for (const cell of cells) {
    cell.addEventListener("click", () => {
      press(cell);
      form.operation.value = cell.dataset.operation;
      for (const box of form.querySelectorAll("[name=status]")) box.checked = true;
      show();
      document.getElementById("results").scrollIntoView({ block: "start" });
    });
  }
  form.addEventListener("input", (event) => {
    if (event.target.name === "operation") press(null);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    press(null);
    setTimeout(show);
  });
  document.getElementById("list").addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const curl = button.closest(".evidence").querySelector(".curl");
    try {
      await navigator.clipboard.writeText(curl.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(curl);
    }
  });
  if (!form.querySelector("[name=status]:checked") || !results.some((r) => ["fail", "warn", "expected-failure"].includes(r.dataset.status))) {
    for (const box of form.querySelectorAll("[name=status]")) {
      box.checked = true;
      box.defaultChecked = true;
    }
  }
  show();
})();
