/* What the page needs beyond Gradio: the language, links to citations, the copy button, a sign of waiting, the
   newest answer from its beginning, and the conversation kept while the tab lives. */
(() => {
  "use strict";
  document.documentElement.lang = "zh-CN";
  /* An open keyboard makes the page shorter; it does not push the title out of sight. */
  const viewport = document.querySelector("meta[name=viewport]");
  if (viewport) viewport.content += ", interactive-widget=resizes-content";

  const flash = (card) => {
    card.classList.add("lz-flash");
    setTimeout(() => card.classList.remove("lz-flash"), 1600);
  };

  const open = (link) => {
    const card = document.getElementById(link.getAttribute("href").slice(1));
    if (!card) return;
    card.open = true;
    card.scrollIntoView({ block: "nearest", behavior: "smooth" });
    card.querySelector("summary").focus({ preventScroll: true });
    flash(card);
  };

  /* The clipboard API exists only on https and localhost; a phone in the same network has plain http. */
  const write = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.cssText = "position:fixed;top:0;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy refused");
  };

  const copy = async (button) => {
    const label = "复制回答";
    try {
      await write(button.closest(".lz-answer").querySelector(".lz-plain").textContent);
      button.textContent = "已复制";
    } catch {
      button.textContent = "请长按文字复制";
    }
    setTimeout(() => { button.textContent = label; }, 1800);
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target && target.closest("a.lz-ref");
    const button = target && target.closest("button.lz-copy");
    if (link) {
      event.preventDefault();
      open(link);
    } else if (button) {
      copy(button);
    }
  });

  /* Gradio names a message by its whole source, and some things in English: screen readers read that out. */
  const names = { user: "您的问题", bot: "回答" };
  const rename = (element, name) => {
    if (element && element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
  };
  const translate = (toast) => {
    const title = toast.querySelector(".toast-title");
    if (title && /[A-Za-z]/.test(title.textContent)) title.firstChild.data = "出错了 ";
    for (const text of toast.querySelectorAll("[data-testid=toast-text]")) {
      if (!/[A-Za-z]/.test(text.textContent)) continue;
      const lost = /connection|network|fetch/i.test(text.textContent);
      text.textContent = lost ? "与服务器的连接断了，正在重连，请稍候。" : "没有得到回答，请再发一次。";
    }
    rename(toast.querySelector("[data-testid=toast-close]"), "关闭");
  };
  const relabel = () => {
    rename(document.querySelector("#lz-chat [role=log]"), "对话");
    for (const message of document.querySelectorAll("#lz-chat [data-testid=user], #lz-chat [data-testid=bot]")) {
      rename(message, names[message.dataset.testid]);
    }
    rename(document.querySelector("#lz-chat .placeholder-content"), "可以这样问");
    for (const example of document.querySelectorAll("#lz-chat button.example")) rename(example, example.textContent.trim());
    for (const toast of document.querySelectorAll("[data-testid=toast-body]")) translate(toast);
  };
  new MutationObserver(relabel).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"],
  });

  const wait = () => document.documentElement.classList.add("lz-waiting");

  /* Show the newest question at the top of the conversation, so that an answer is read from its beginning. */
  const reveal = () => {
    document.documentElement.classList.remove("lz-waiting");
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const asked = document.querySelectorAll("#lz-chat .lz-user");
      const last = asked[asked.length - 1];
      if (last) last.scrollIntoView({ block: "start", behavior: "smooth" });
      /* Ready for the next question; on a phone the keyboard would cover the answer. */
      const box = document.querySelector("#lz-box textarea");
      if (box && window.matchMedia("(hover: hover) and (pointer: fine)").matches) box.focus({ preventScroll: true });
    }));
  };

  /* Private windows may refuse storage; the chat works without. */
  const STORE = "lzqa-conversation";
  const keep = (shown) => {
    if (!shown || !shown.length) return;
    try {
      sessionStorage.setItem(STORE, JSON.stringify(shown));
    } catch {
      /* nothing is kept */
    }
  };
  const kept = () => {
    try {
      const shown = JSON.parse(sessionStorage.getItem(STORE));
      return Array.isArray(shown) ? shown : [];
    } catch {
      return [];
    }
  };
  const cleared = () => {
    try {
      sessionStorage.removeItem(STORE);
    } catch {
      /* nothing was kept */
    }
    return ["", []];
  };

  window.lzqa = { wait, reveal, keep, kept, cleared };
})();
