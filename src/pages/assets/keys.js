// Keys to turn the pages of a report. The list on the page says which; a choice switches them off, and this browser remembers that.
"use strict";
{
  const keys = document.querySelector(".keys");
  const on = keys.querySelector("input");
  const REMEMBERED = "peildatum-toetsen";
  const [ON, OFF] = ["aan", "uit"];
  const rows = [...keys.querySelectorAll("[data-toets]")].map((row) => {
    const target = document.querySelector(row.dataset.naar);
    row.hidden = target === null;
    return { key: row.dataset.toets, target };
  });

  function tell() {
    for (const { key, target } of rows) {
      if (on.checked) target?.setAttribute("aria-keyshortcuts", key);
      else target?.removeAttribute("aria-keyshortcuts");
    }
  }

  // A browser may be told to remember nothing.
  function remembered() {
    try {
      return localStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  }

  on.checked = remembered() !== OFF;
  on.addEventListener("change", () => {
    try {
      localStorage.setItem(REMEMBERED, on.checked ? ON : OFF);
    } catch {
      // Then the choice holds for this page.
    }
    tell();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea, [contenteditable]") !== null;
    if (!on.checked || isTyping || event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = rows.find(({ key }) => key === event.key);
    if (row?.target) {
      event.preventDefault();
      row.target.click();
    }
  });
  keys.hidden = false;
  tell();
}
