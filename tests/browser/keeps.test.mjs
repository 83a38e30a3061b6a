// What an editor was looking at stays: the page when nothing of it changed, its place when something did.

import assert from "node:assert/strict";
import { FERRY, FERRY_PAGE, isSameWindow, panel, ready, scene, shows, touchWindow } from "./support.mjs";

/** Puts something to open and something to fill in on the page of a release. */
const withDetails = async (newsroom) => {
  const template = await newsroom.borrow("templates/release.html");
  await newsroom.edit(template, "</article>",
    `<details><summary>First</summary><p>one</p></details><details><summary>Second</summary><p>two</p></details></article>`);
};

scene("an edit to something else does not load the page again", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const other = await ready(await open("/capital/releases/2026/lamp/"));
  await touchWindow(page);
  await newsroom.edit("content/releases/2026/lamp.md", "in March", "in April");
  await shows(other, "The lamp travels in April.");
  // The same, and what is told next: it comes after.
  await newsroom.edit("content/releases/2026/lamp.md", "lamp travels", "big lamp travels");
  await shows(other, "The big lamp travels");
  const sheet = await newsroom.borrow("static/style.css");
  await newsroom.write(sheet, `${await newsroom.read(sheet)}\nhtml { background: rgb(1, 2, 3); }\n`);
  await page.waitForFunction(() => getComputedStyle(document.documentElement).backgroundColor === "rgb(1, 2, 3)");
  assert.ok(await isSameWindow(page), "the page was loaded again");
});

scene("a file saved as it was does not load the page again", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await touchWindow(page);
  await newsroom.write(FERRY, await newsroom.read(FERRY));
  const sheet = await newsroom.borrow("static/style.css");
  await newsroom.write(sheet, `${await newsroom.read(sheet)}\nhtml { background: rgb(1, 2, 3); }\n`);
  await page.waitForFunction(() => getComputedStyle(document.documentElement).backgroundColor === "rgb(1, 2, 3)");
  assert.ok(await isSameWindow(page), "the page was loaded again");
});

scene("the place in the page, open details and focus outlive a reload", { prepare: withDetails }, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await touchWindow(page);
  await page.getByText("Second").click();
  await page.getByRole("link", { name: "port", exact: true }).focus();
  await page.evaluate(() => scrollTo(0, 700));
  await newsroom.edit(FERRY, "at six in the morning", "at seven in the morning");
  await shows(page, "at seven in the morning");
  await page.waitForFunction(() => document.readyState === "complete" && scrollY === 700);
  assert.equal(await isSameWindow(page), false);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("details")].map((it) => it.open)), [false, true]);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "port");
});

scene("the foot of the page outlives a reload", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await touchWindow(page);
  // The page is as high as it will be only when the panel has its style and its place is kept free.
  await page.waitForFunction(() => document.querySelector("#_dateline")?.shadowRoot.querySelector("link")?.sheet);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const at = await page.evaluate(() => scrollY);
  await newsroom.edit(FERRY, "at six in the morning", "at nine in the morning");
  await shows(page, "at nine in the morning");
  await page.waitForFunction((at) => document.readyState === "complete" && Math.abs(scrollY - at) < 2, at);
});

scene("focus in the panel outlives a reload", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await panel(page).getByRole("button", { name: "Print" }).focus();
  await newsroom.edit(FERRY, "at six in the morning", "at nine in the morning");
  await shows(page, "at nine in the morning");
  await page.waitForFunction(() => document.querySelector("#_dateline")?.shadowRoot.activeElement?.textContent === "Print");
});

scene("a restart on the same port is found again", { expected: ["net::ERR"] }, async ({ newsroom, open, restart }) => {
  const page = await ready(await open(FERRY_PAGE));
  await restart(() => panel(page).getByText("Not connected").waitFor());
  await panel(page).getByText("No problems").waitFor();
  await newsroom.edit(FERRY, "at six in the morning", "at ten in the morning");
  await shows(page, "at ten in the morning");
});

scene("what changed while the preview was off is shown when it is back", { expected: ["net::ERR"] }, async ({ newsroom, open, restart }) => {
  const page = await ready(await open(FERRY_PAGE));
  await restart(() => newsroom.edit(FERRY, "at six in the morning", "at noon"));
  await shows(page, "sails at noon");
});

scene("pages that nobody looks at hold no connection", {}, async ({ newsroom, context, open }) => {
  // Eight tabs: a browser keeps at most six connections to one place. Headless tabs are all looked at, so it is said here.
  await context.addInitScript(() => {
    let isHidden = false;
    Object.defineProperty(document, "hidden", { get: () => isHidden });
    window.look = (at) => {
      isHidden = !at;
      document.dispatchEvent(new Event("visibilitychange"));
    };
  });
  const pages = [];
  for (let tab = 0; tab < 8; tab += 1) {
    const page = await ready(await open(FERRY_PAGE));
    await page.evaluate(() => window.look(false));
    pages.push(page);
  }
  await newsroom.edit(FERRY, "at six in the morning", "at one");
  await pages[0].evaluate(() => window.look(true));
  await shows(pages[0], "sails at one");
});

scene("the place in the page stays when the panel is hidden and shown", {}, async ({ open }) => {
  const page = await ready(await open("/east/releases/2026/bridge/"));
  // Backwards from the top leads to the panel.
  await page.keyboard.press("Shift+Tab");
  await page.waitForFunction(() => document.activeElement.id === "_dateline");
  assert.equal(await page.evaluate(() => scrollY), 0, "with the keyboard");
  const names = ["Hide preview panel", "Show preview panel"];
  for (const name of [...names, ...names]) {
    await panel(page).getByRole("button", { name }).click();
    assert.equal(await page.evaluate(() => scrollY), 0, name);
  }
});
