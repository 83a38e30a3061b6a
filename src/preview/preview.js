// The preview's script: reloads the page when what it shows has changed, swaps style sheets in place, and shows what is
// wrong. It is ours, external and small, so the policy that production sends allows it; it is in no built page.
(() => {
  "use strict";
  const own = new URL(document.currentScript.src);
  const mark = own.searchParams.get("page");
  const page = location.pathname;
  const isFramed = window.top !== window;
  const remembered = `dateline:${page}`;
  const hidden = "dateline:hidden";

  /* What an editor was looking at survives a reload: scroll position, open details, focus. */

  const steps = (element) => {
    const path = [];
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      path.unshift(at.id ? `#${CSS.escape(at.id)}` : `${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})`);
      if (at.id) break;
    }
    return path.join(" > ");
  };
  const remember = () => {
    const focus = document.activeElement && document.activeElement !== document.body && document.activeElement !== host
      ? steps(document.activeElement) : "";
    const open = [...document.querySelectorAll("details")].map((it) => it.open);
    sessionStorage.setItem(remembered, JSON.stringify({ x: scrollX, y: scrollY, open, focus }));
  };
  const recall = () => {
    const text = sessionStorage.getItem(remembered);
    if (!text) return;
    sessionStorage.removeItem(remembered);
    const { x, y, open, focus } = JSON.parse(text);
    document.querySelectorAll("details").forEach((it, at) => { if (at in open) it.open = open[at]; });
    if (focus) document.querySelector(focus)?.focus({ preventScroll: true });
    scrollTo({ left: x, top: y, behavior: "instant" });
  };

  /* Style sheets have their content's hash in their names: the one with the same name before the hash is replaced. */

  const restyle = (styles) => {
    for (const [name, path] of styles) {
      const stem = path.slice(0, path.lastIndexOf("/") + 1) + name.slice(name.lastIndexOf("/") + 1).replace(/\.css$/, ".");
      for (const link of document.querySelectorAll("link[rel=stylesheet]:not([data-leaving])")) {
        const at = link.href.lastIndexOf(`/${stem}`);
        if (at < 0 || link.href.endsWith(`/${path}`)) continue;
        const fresh = link.cloneNode();
        fresh.href = link.href.slice(0, at + 1) + path;
        link.dataset.leaving = "";
        fresh.addEventListener("load", () => link.remove());
        fresh.addEventListener("error", () => link.remove());
        link.after(fresh);
      }
    }
  };

  /* The panel and the overlay. */

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
  const sheet = make("link", { rel: "stylesheet", href: "/_dateline/preview.css" });
  const panel = make("section", { class: "panel", "aria-label": "Preview" });
  const overlay = make("dialog", { "aria-labelledby": "title" });
  const status = make("p", { role: "status" });
  root.append(sheet, panel, overlay);
  let dismissed = "";
  overlay.addEventListener("close", () => { dismissed = overlay.dataset.errors; });

  const problem = (it) => make("li", { class: it.severity },
    make("h3", {}, `${it.severity}: `, it.href ? make("a", { href: it.href }, it.place) : it.place),
    make("pre", { tabindex: "0", role: "group", "aria-label": `${it.severity} in ${it.place}` }, it.text));
  const plural = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

  const widths = () => [["320", "Phone"], ["768", "Tablet"], ["1280", "Desktop"]].map(([width, name]) =>
    make("li", {}, make("a", { class: "button", href: `/_dateline/width?width=${width}&page=${encodeURIComponent(page)}` }, `${name} (${width})`)));

  const showPanel = (state) => {
    const isHidden = sessionStorage.getItem(hidden) === "true";
    const toggle = make("button", { type: "button", "aria-expanded": String(!isHidden), onclick: () => {
      sessionStorage.setItem(hidden, String(!isHidden));
      showPanel(state);
      panel.querySelector("button").focus();
    } }, isHidden ? "Show preview panel" : "Hide preview panel");
    const counts = [
      state.errors.length ? plural(state.errors.length, "error") : "",
      state.n_other ? `${plural(state.n_other, "warning")} or advice` : "",
    ].filter(Boolean).join(", ");
    status.textContent = counts || "no problems";
    const head = make("div", { class: "row" }, make("h2", {}, "Preview"),
      ...(state.fate ? [make("span", { class: "fate" }, state.fate)] : []), status, toggle);
    panel.replaceChildren(head);
    if (isHidden) return;
    panel.append(make("ul", { class: "row", "aria-label": "Offices" }, ...state.offices.map((it) =>
      make("li", {}, make("a", { href: it.href, "aria-current": it.is_current ? "page" : null }, it.name)))));
    panel.append(make("ul", { class: "row", "aria-label": "Views" }, ...widths(),
      make("li", {}, make("button", { type: "button", onclick: () => print() }, "Print view"))));
    if (state.own.length) panel.append(make("ul", { class: "problems", "aria-label": "Problems of this page" }, ...state.own.map(problem)));
  };

  const showOverlay = (state) => {
    const errors = JSON.stringify(state.errors);
    overlay.dataset.errors = errors;
    if (!state.errors.length) {
      dismissed = "";
      if (overlay.open) overlay.close();
      dismissed = "";
      return;
    }
    overlay.replaceChildren(
      make("h2", { id: "title", class: "count" }, `${plural(state.errors.length, "error")} to mend`),
      make("p", {}, "Beneath this message is the last good page. It closes by itself when the errors are mended."),
      make("ul", { class: "problems" }, ...state.errors.map(problem)),
      make("button", { type: "button", onclick: () => overlay.close() }, "Close"));
    if (!overlay.open && dismissed !== errors) overlay.showModal();
  };

  const show = (state) => {
    if (state.is_there && state.mark !== mark) {
      remember();
      location.reload();
      return;
    }
    if (!state.is_there && mark && !document.querySelector("meta[name=robots]")) {
      location.reload();
      return;
    }
    restyle(state.styles);
    if (isFramed) return;
    showPanel(state);
    showOverlay(state);
  };

  if (!isFramed) document.body.append(host);
  recall();
  addEventListener("load", recall);
  const events = new EventSource(`/_dateline/events?page=${encodeURIComponent(page)}`);
  events.addEventListener("message", (event) => show(JSON.parse(event.data)));
  // After a restart the browser connects again by itself, unless it was refused outright.
  const again = () => { if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 1000); };
  events.addEventListener("error", again);
})();
