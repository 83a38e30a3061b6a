// An edit is seen without touching the page.

import assert from "node:assert/strict";
import { FERRY, FERRY_PAGE, isSameWindow, panel, ready, scene, shows, showsNot, touchWindow } from "./support.mjs";

scene("the text of a release", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.edit(FERRY, "at six in the morning", "at seven in the morning");
  await shows(page, "The first ferry sails at seven in the morning.");
});

scene("a title, on the page and in the listing of another tab", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const listing = await ready(await open("/east/"));
  await newsroom.edit(FERRY, "title: Ferry line opens", "title: Fast ferry opens");
  await page.getByRole("heading", { level: 1, name: "Fast ferry opens" }).waitFor();
  await listing.getByRole("link", { name: "Fast ferry opens" }).waitFor();
});

scene("a contact's number", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.edit("content/contacts.yaml", "(212) 555-0123", "(212) 555-0199");
  await page.getByRole("link", { name: "(212) 555-0199" }).waitFor();
});

scene("a template", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const template = await newsroom.borrow("templates/headline.html");
  await newsroom.edit(template, `<p class="kind">`, `<p class="kind">Fresh from the press: `);
  await shows(page, "Fresh from the press:");
});

scene("a style sheet, without a reload", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await touchWindow(page);
  const sheet = await newsroom.borrow("static/style.css");
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
    await newsroom.write(sheet, `${await newsroom.read(sheet)}\nhtml { background: ${colour}; }\n`);
    await page.waitForFunction((colour) => getComputedStyle(document.documentElement).backgroundColor === colour, colour);
  }
  // The old ones go when the new one is there.
  await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1);
  assert.ok(await isSameWindow(page), "the page was loaded again");
});

scene("a style sheet whose name begins with another's stays itself", {
  prepare: (newsroom) => newsroom.write("themes/newsroom/static/style.print.css", "h1 { color: rgb(7, 8, 9); }\n"),
}, async ({ newsroom, server, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const { styles } = await (await fetch(new URL(`/_dateline/state?page=${FERRY_PAGE}`, server.url))).json();
  const other = styles.find((it) => it.includes("style.print."));
  const frame = await newsroom.borrow("templates/frame.html");
  await newsroom.edit(frame, "{% block head %}", `<link rel="stylesheet" href="/east/${other}">{% block head %}`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(7, 8, 9)");
  const sheet = await newsroom.borrow("static/style.css");
  await newsroom.write(sheet, `${await newsroom.read(sheet)}\nhtml { background: rgb(1, 2, 3); }\n`);
  await page.waitForFunction(() => getComputedStyle(document.documentElement).backgroundColor === "rgb(1, 2, 3)");
  const names = () => page.evaluate(() => [...document.querySelectorAll("link[rel=stylesheet]")].map((it) => it.href.replace(/.*\/|\.[0-9a-f]{8}/g, "")));
  assert.deepEqual(await names(), ["style.css", "style.print.css"]);
});

scene("the newsroom's name", {}, async ({ newsroom, open }) => {
  const page = await ready(await open("/east/"));
  await newsroom.edit("dateline.yaml", "newsroom: Harbour Trade Office", "newsroom: Island Trade Office");
  await page.getByRole("link", { name: "Island Trade Office" }).waitFor();
});

scene("a new release, in a new folder", {}, async ({ newsroom, open }) => {
  const listing = await ready(await open("/east/"));
  await newsroom.write("content/releases/2025/pier/index.md", "---\ntitle: Pier reopens\ndate: 2025-05-01\noffices: [east]\n---\nThe pier is open.\n");
  await listing.getByRole("link", { name: "Pier reopens" }).waitFor();
});

scene("a release that is deleted, in the listing and on its own page", { expected: ["404"] }, async ({ newsroom, open }) => {
  const listing = await ready(await open("/east/"));
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.remove(FERRY);
  await page.getByRole("heading", { level: 1, name: "This page is not here" }).waitFor();
  await showsNot(listing, "Ferry line opens");
  await panel(page).waitFor();
});

scene("a draft that is deleted, on its own page", { expected: ["404"] }, async ({ newsroom, open }) => {
  const page = await ready(await open("/east/releases/2026/bridge/"));
  await newsroom.remove("content/releases/2026/bridge.md");
  await page.getByRole("heading", { level: 1, name: "This page is not here" }).waitFor();
});

scene("a release that comes back", { expected: ["404"] }, async ({ newsroom, open }) => {
  const text = await newsroom.read(FERRY);
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.remove(FERRY);
  await page.getByRole("heading", { level: 1, name: "This page is not here" }).waitFor();
  await newsroom.write(FERRY, text);
  await page.getByRole("heading", { level: 1, name: "Ferry line opens" }).waitFor();
});

scene("a release that is renamed", { expected: ["404"] }, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const listing = await ready(await open("/east/"));
  await newsroom.rename(FERRY, "content/releases/2026/fast-ferry.md");
  await page.getByRole("heading", { level: 1, name: "This page is not here" }).waitFor();
  const link = listing.locator(`main a[href*="fast-ferry"]`);
  await link.waitFor();
  await link.click();
  await listing.waitForURL("**/east/releases/2026/fast-ferry/");
});

scene("a file saved by putting another in its place", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const text = await newsroom.read(FERRY);
  await newsroom.write("content/releases/2026/.ferry.md.swp", text.replace("at six", "at eight"));
  await newsroom.rename("content/releases/2026/.ferry.md.swp", FERRY);
  await shows(page, "The first ferry sails at eight");
});

scene("a draft that becomes ready", {}, async ({ newsroom, open }) => {
  const page = await ready(await open("/east/releases/2026/bridge/"));
  assert.match(await page.title(), /DRAFT/);
  await panel(page).getByText("draft").waitFor();
  await page.locator("main .notice").waitFor();
  await newsroom.edit("content/releases/2026/bridge.md", "status: draft", "status: ready");
  await panel(page).getByText("published").waitFor();
  await page.locator("main .notice").waitFor({ state: "detached" });
  assert.doesNotMatch(await page.title(), /DRAFT/);
});
