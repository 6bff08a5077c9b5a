
"use strict";
// Filters the findings and copies places. The page says everything without it.
(() => {
  document.documentElement.classList.add("js");
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let apply = () => {};

  if (form) {
    const groups = [...document.querySelectorAll(".group")].map((group) => ({
      group,
      anchor: group.getAttribute("aria-labelledby"),
      parts: [...group.querySelectorAll(".part")].map((part) => ({
        part,
        severity: part.dataset.severity,
        items: [...part.querySelectorAll(".finding")],
      })),
    }));
    const texts = new WeakMap();
    const textOf = (item, name) => {
      if (!texts.has(item)) texts.set(item, fold(name + " " + item.textContent));
      return texts.get(item);
    };
    const all = Number(count.dataset.all);

    apply = () => {
      const words = fold(form.elements["f-text"].value).split(/\s+/).filter(Boolean);
      const section = form.elements["f-section"].value;
      const code = form.elements["f-code"].value;
      const severities = new Set(
        [...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value),
      );
      let shown = 0;
      for (const { group, anchor, parts } of groups) {
        const name = group.firstElementChild.firstChild.data;
        let inGroup = false;
        for (const { part, severity, items } of parts) {
          const open = (!section || section === anchor) && severities.has(severity);
          let inPart = false;
          for (const item of items) {
            const keep =
              open &&
              (!code || item.dataset.c === code) &&
              words.every((word) => textOf(item, name).includes(word));
            item.hidden = !keep;
            if (keep) {
              inPart = true;
              shown += Number(item.dataset.n);
            }
          }
          part.hidden = !inPart;
          inGroup = inGroup || inPart;
        }
        group.hidden = !inGroup;
      }
      const whole = shown === all;
      count.textContent = whole
        ? `${all} 件すべてを表示しています。`
        : `${all} 件のうち ${shown} 件を表示しています。`;
      count.classList.toggle("some", !whole);
      none.hidden = shown > 0;
    };

    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 150);
    });
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      apply();
    });
    // A browser keeps what was typed when it goes back to the page.
    addEventListener("pageshow", apply);
  }

  // A link to what the filter hides shows it again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && form) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (target && target.closest("[hidden]")) {
        form.reset();
        apply();
      }
    }
    const button = event.target.closest(".copy");
    if (button) copy(button);
  });

  const copy = async (button) => {
    const place = button.previousElementSibling;
    let done = false;
    try {
      await navigator.clipboard.writeText(place.textContent);
      done = true;
    } catch {
      getSelection().selectAllChildren(place);
      done = document.execCommand("copy");
    }
    button.textContent = done ? "コピーしました" : "選びました（Ctrl+C）";
    button.setAttribute("aria-label", done ? "場所をコピーしました" : "場所を選びました（Ctrl+C でコピー）");
    setTimeout(() => {
      button.textContent = "コピー";
      button.setAttribute("aria-label", "場所をコピー");
    }, 2000);
  };

  // Paper shows what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
