"use strict";

// Filters over the questions.  Without this script the page still shows every question, only unfiltered.
(() => {
  const form = document.getElementById("filters");
  const questions = [...document.querySelectorAll("details.q")];
  const count = document.getElementById("count");
  const keys = ["subset", "type", "persona", "right", "reason"];
  const words = new Map();

  const plain = (text) => text.normalize("NFKC").toLowerCase();

  // What a question is searched by: its id, its turns and its answer; put together when first asked for.
  const text = (question) => {
    if (!words.has(question)) {
      words.set(question, plain([...question.querySelectorAll(".s")].map((part) => part.textContent).join(" ")));
    }
    return words.get(question);
  };

  const apply = () => {
    const chosen = keys.filter((key) => form.elements[key].value !== "");
    const terms = plain(form.elements.text.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    let right = 0;
    for (const question of questions) {
      const fits =
        chosen.every((key) => question.dataset[key] === form.elements[key].value) &&
        terms.every((term) => text(question).includes(term));
      question.hidden = !fits;
      shown += fits;
      right += fits && question.dataset.right === "1";
    }
    const share = shown ? `，答对 ${right}（${((100 * right) / shown).toFixed(1)}%）` : "";
    count.textContent = `列出 ${shown} / ${questions.length} 问${share}`;
    const kept = String(new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")));
    try {
      history.replaceState(null, "", location.href.split("#")[0] + (kept && `#${kept}`));
    } catch {
      // A page without an address of its own keeps no filters.
    }
  };

  const restore = () => {
    for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
      if (key === "text" || keys.includes(key)) {
        form.elements[key].value = value;
        if (form.elements[key].selectedIndex === -1) {
          form.elements[key].value = "";
        }
      }
    }
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  for (const [id, open] of [["open", true], ["close", false]]) {
    document.getElementById(id).addEventListener("click", () => {
      for (const question of questions) {
        if (!question.hidden || !open) {
          question.open = open;
        }
      }
    });
  }
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    if (pick) {
      form.reset();
      form.elements[pick.dataset.pick].value = pick.dataset.value;
      setTimeout(apply);
      document.getElementById("questions").scrollIntoView();
    }
  });

  // An address that ends in #q-ID opens that question.
  const target = questions.find((question) => encodeURI(`#${question.id}`) === location.hash);
  form.hidden = false;
  restore();
  apply();
  if (target) {
    target.open = true;
    target.scrollIntoView();
  }
})();
