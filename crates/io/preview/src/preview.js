// The preview's script: reloads the page when what it shows has changed, swaps style sheets in place, and shows what is
// wrong. It is ours, external and small, so the policy that production sends allows it; it is in no built page.
(() => {
  "use strict";
  const mark = new URL(document.currentScript.src).searchParams.get("page");
  const page = location.pathname;
  const isFramed = window.top !== window;
  /* Keys of what the tab remembers. */
  const seen = `dateline:seen:${page}`;
  const hidden = "dateline:hidden";
  const dismissed = "dateline:dismissed";

  /* All of it lives in a shadow tree: nothing of the page reaches it. */

  const host = document.createElement("div");
  host.id = "_dateline";
  const root = host.attachShadow({ mode: "open" });
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") element.addEventListener("click", value);
      else if (value !== null) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  const focusable = (element) => [...element.querySelectorAll("a, button, pre")];
  // Fills an element anew; focus stays at the same place in it.
  const refill = (element, ...children) => {
    const at = focusable(element).indexOf(root.activeElement);
    element.replaceChildren(...children);
    if (at >= 0) focusable(element).at(Math.min(at, focusable(element).length - 1))?.focus({ preventScroll: true });
  };
  const plural = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const list = (label, items, name = "row") => make("ul", { class: name, "aria-label": label }, ...items);
  const item = (...children) => make("li", {}, ...children);

  /* What an editor was looking at survives a reload: scroll position, open details, focus. The state that led to the
     reload does too, so that the panel is there at once. */

  const steps = (element) => {
    const path = [];
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      path.unshift(at.id ? `#${CSS.escape(at.id)}` : `${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})`);
      if (at.id) break;
    }
    return path.join(" > ");
  };
  const remember = (state) => {
    const at = document.activeElement;
    const focus = at && at !== document.body && at !== host ? steps(at) : "";
    const inPanel = focusable(panel).indexOf(root.activeElement);
    const open = [...document.querySelectorAll("details")].map((it) => it.open);
    const room = host.style.blockSize;
    sessionStorage.setItem(seen, JSON.stringify({ x: scrollX, y: scrollY, room, open, focus, inPanel, state }));
  };
  const recall = ({ x, y, room, open, focus, inPanel }) => {
    // The page is as high as it was before the panel has its style.
    host.style.blockSize ||= room;
    document.querySelectorAll("details").forEach((it, at) => { if (at in open) it.open = open[at]; });
    if (focus) document.querySelector(focus)?.focus({ preventScroll: true });
    if (inPanel >= 0) focusable(panel)[inPanel]?.focus({ preventScroll: true });
    scrollTo({ left: x, top: y, behavior: "instant" });
  };

  /* Style sheets have their content's hash in their names: the one with the same name before the hash is replaced. */

  const restyle = (styles) => {
    const shape = (path) => path.replace(/\.[0-9a-f]{8}\.css$/, ".css");
    for (const path of styles) {
      for (const link of document.querySelectorAll("link[rel=stylesheet]:not([data-leaving])")) {
        if (link.href.endsWith(`/${path}`) || !shape(link.href).endsWith(`/${shape(path)}`)) continue;
        const fresh = link.cloneNode();
        fresh.href = link.href.slice(0, link.href.length - path.length) + path;
        link.dataset.leaving = "";
        fresh.addEventListener("load", () => link.remove());
        // It was replaced again before it came: the next state says by what.
        fresh.addEventListener("error", () => { fresh.remove(); delete link.dataset.leaving; });
        link.after(fresh);
      }
    }
  };

  /* What is wrong: the message to read, the link to the place, the excerpt to compare, the way out. The panel, which
     takes its room from the page, does without the excerpt: the link leads to it. */

  const problem = (withExcerpt) => (it) => {
    const [message, ...lines] = it.text.split("\n");
    const end = lines.findIndex((line) => /^\s*= /.test(line));
    const shown = lines.slice(0, end < 0 ? lines.length : end);
    if (/^\s*--> /.test(shown[0] ?? "")) shown.shift();
    const excerpt = shown.filter((line, at) => at > 0 || !/^\s*\|$/.test(line)).join("\n").replace(/\s*\|?\s*$/, "");
    const help = end < 0 ? [] : lines.slice(end).map((line) => make("p", { class: "help" }, line.replace(/^\s*= /, "")));
    return make("li", { class: it.severity },
      make("h3", {}, message),
      make("p", {}, it.href ? make("a", { href: it.href }, it.place) : it.place),
      ...(withExcerpt && excerpt ? [make("pre", { tabindex: "0", role: "group", "aria-label": `Excerpt of ${it.place}` }, excerpt)] : []),
      ...help);
  };

  /* The panel: a bar at the foot of the window. */

  const panel = make("section", { class: "panel", "aria-label": "Preview" });
  const status = make("p", { role: "status" });
  let last = null;
  let isLost = false;

  const say = () => {
    const notes = last.own.filter((it) => it.severity !== "error").length;
    const counts = [
      last.errors.length ? plural(last.errors.length, "error") : "",
      notes ? `${plural(notes, "remark")} here` : "",
      last.n_elsewhere ? `${plural(last.n_elsewhere, "remark")} elsewhere` : "",
    ].filter(Boolean).join(", ");
    // What is announced changes only when it does.
    const text = isLost ? "Not connected: is “dateline serve” running?" : counts || "No problems";
    if (status.textContent !== text) status.textContent = text;
    status.className = isLost || last.errors.length ? "bad" : "";
  };

  const showPanel = () => {
    const isHidden = sessionStorage.getItem(hidden) === "true";
    const toggle = make("button", { type: "button", "aria-expanded": String(!isHidden), onclick: () => {
      sessionStorage.setItem(hidden, String(!isHidden));
      showPanel();
      panel.querySelector("[aria-expanded]").focus({ preventScroll: true });
    } }, isHidden ? "Show preview panel" : "Hide");
    if (!isHidden) toggle.setAttribute("aria-label", "Hide preview panel");
    const errors = last.errors.length
      ? [make("button", { type: "button", class: "bad", "aria-label": "Show errors", onclick: () => { sessionStorage.removeItem(dismissed); showOverlay(); } }, "Show")] : [];
    panel.classList.toggle("closed", isHidden);
    say();
    if (isHidden) {
      refill(panel, make("div", { class: "row" }, status, toggle));
      return;
    }
    const offices = last.offices.map((it) => item(
      make("a", { href: it.href, "aria-current": it.is_current ? "page" : null }, it.name),
      last.fate && !it.is_edition ? make("span", {}, " (home)") : ""));
    const widths = [["320", "Phone"], ["768", "Tablet"], ["1280", "Desktop"]].map(([width, name]) => item(
      make("a", { class: "button", href: `/_dateline/width?width=${width}&page=${encodeURIComponent(page)}` }, make("span", { class: "name" }, `${name} `), width)));
    const print = make("button", { type: "button", onclick: () => window.print() }, "Print");
    refill(panel,
      make("div", { class: "row" },
        make("h2", {}, "Preview"),
        ...(last.fate ? [make("p", { class: "fate" }, last.fate)] : []),
        list(last.fate ? "This release at each office" : "Offices’ home pages", offices),
        list("Views", [...widths, item(print)], "row views"),
        make("div", { class: "row end" }, status, ...errors, toggle)),
      ...(last.own.length ? [list("Problems of this page", last.own.map(problem(false)), "problems")] : []));
  };

  /* The overlay: errors, over the last good page. */

  const overlay = make("dialog", { "aria-labelledby": "title" });
  const close = make("button", { type: "button", onclick: () => {
    sessionStorage.setItem(dismissed, JSON.stringify(last.errors));
    overlay.close();
  } }, "Close");
  overlay.addEventListener("cancel", () => sessionStorage.setItem(dismissed, JSON.stringify(last.errors)));

  const showOverlay = () => {
    if (!last.errors.length) {
      sessionStorage.removeItem(dismissed);
      overlay.close();
      return;
    }
    refill(overlay,
      make("div", { class: "row head" }, make("h2", { id: "title" }, `${plural(last.errors.length, "error")} to mend`), close),
      make("p", {}, "Beneath is the last good page, if there is one. This message closes by itself when the errors are mended."),
      make("ul", { class: "problems" }, ...last.errors.map(problem(true))));
    if (!overlay.open && sessionStorage.getItem(dismissed) !== JSON.stringify(last.errors)) overlay.showModal();
  };

  const show = (state) => {
    last = state;
    if (!isFramed) showPanel();
    showOverlay();
  };

  /* What the preview tells. */

  const hear = (state) => {
    isLost = false;
    if (state.mark !== mark) {
      // Closing gives the focus back to where it was in the page.
      if (!state.errors.length) overlay.close();
      remember(state);
      location.reload();
      return;
    }
    restyle(state.styles);
    show(state);
  };
  let events = null;
  const listen = () => {
    events?.close();
    events = null;
    // A browser keeps no more than six connections to one place: only pages that are looked at hold one.
    if (document.hidden) return;
    events = new EventSource(`/_dateline/events?page=${encodeURIComponent(page)}`);
    events.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      isLost = true;
      if (last) say();
      // Most often the browser connects again by itself; not if it was refused outright.
      if (events?.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    });
  };

  const style = make("link", { rel: "stylesheet", href: "/_dateline/preview.css" });
  root.append(style, ...(isFramed ? [] : [panel]), overlay);
  document.body.append(host);
  // The page ends above the bar, and focus in the page is not hidden by it (WCAG 2.4.11).
  const keepFree = () => {
    if (!style.sheet) return;
    const isFixed = getComputedStyle(panel).position === "fixed";
    host.style.blockSize = isFixed ? `${panel.offsetHeight}px` : "";
    document.documentElement.style.scrollPaddingBlockEnd = isFixed ? `${panel.offsetHeight + 8}px` : "";
  };
  style.addEventListener("load", keepFree);
  new ResizeObserver(keepFree).observe(panel);

  const before = sessionStorage.getItem(seen);
  if (before) {
    sessionStorage.removeItem(seen);
    const remembered = JSON.parse(before);
    show(remembered.state);
    recall(remembered);
    addEventListener("load", () => recall(remembered));
  }
  document.addEventListener("visibilitychange", listen);
  listen();
})();
