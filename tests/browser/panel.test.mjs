// The editor's panel, with a mouse and without one.

import assert from "node:assert/strict";
import { FERRY, FERRY_PAGE, LONG_TITLE, panel, ready, scene, shows } from "./support.mjs";

scene("the fate of a release, and the same release elsewhere", {}, async ({ open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await panel(page).getByText("published").waitFor();
  const offices = panel(page).getByRole("list", { name: "This release at each office" });
  assert.deepEqual(await offices.getByRole("listitem").allInnerTexts(), ["East Coast", "West Coast", "Capital (home)"]);
  assert.equal(await offices.getByRole("link", { name: "East Coast" }).getAttribute("aria-current"), "page");
  await offices.getByRole("link", { name: "West Coast" }).click();
  await page.waitForURL("**/west/releases/2026/ferry/");
  await ready(page);
  await panel(page).getByRole("link", { name: "Capital" }).click();
  await page.waitForURL("**/capital/");
});

scene("the problems of this page, and only of this", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const other = await ready(await open("/capital/releases/2026/lamp/"));
  await panel(page).getByText("No problems").waitFor();
  await newsroom.edit(FERRY, "title: Ferry", `title: ${LONG_TITLE} Ferry`);
  const problems = panel(page).getByRole("list", { name: "Problems of this page" });
  const link = problems.getByRole("link", { name: new RegExp(`^${FERRY}:2:\\d+$`) }).first();
  await link.waitFor();
  assert.match(await link.getAttribute("href"), new RegExp(`^vscode://file${newsroom.at(FERRY)}:2:\\d+$`));
  await panel(page).getByText("1 remark here").waitFor();
  await panel(other).getByText("1 remark elsewhere").waitFor();
  assert.equal(await panel(other).getByRole("list", { name: "Problems of this page" }).count(), 0);
});

scene("a place in the editor, from a folder with odd names", {}, async ({ newsroom, open, server }) => {
  const odd = `${newsroom.root}/../a folder#1 100%`;
  const { Newsroom, Server } = await import("./support.mjs");
  const { cp } = await import("node:fs/promises");
  await cp(newsroom.root, odd, { recursive: true });
  const copy = new Newsroom(odd);
  await copy.edit(FERRY, "date: 2026-11-20", "date: tomorrow");
  const second = await Server.start(copy);
  try {
    const state = await (await fetch(new URL("/_dateline/state?page=/", second.url))).json();
    assert.match(state.errors[0].href, /\/a%20folder%231%20100%25\/content\/releases\/2026\/ferry\.md:3:7$/);
  } finally {
    await second.end();
  }
  assert.ok(await ready(await open("/")) && server);
});

scene("hidden, it stays hidden on the next page and after an edit, and comes back", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await panel(page).getByRole("button", { name: "Hide preview panel" }).click();
  const showButton = panel(page).getByRole("button", { name: "Show preview panel" });
  await showButton.waitFor();
  assert.equal(await panel(page).getByRole("link").count(), 0);
  await page.getByRole("link", { name: "West Coast" }).first().click();
  await page.waitForURL("**/west/**");
  await showButton.waitFor();
  await page.goto(new URL(FERRY_PAGE, page.url()).href);
  await newsroom.edit(FERRY, "at six in the morning", "at four");
  await shows(page, "sails at four");
  await showButton.click();
  await panel(page).getByRole("button", { name: "Print" }).waitFor();
});

scene("with the keyboard alone", {}, async ({ open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const focused = () => page.evaluate(() => {
    const inner = document.querySelector("#_dateline").shadowRoot.activeElement;
    return inner && (inner.getAttribute("aria-label") ?? inner.textContent);
  });
  // Backwards from the top of the page leads to its end.
  await page.keyboard.press("Shift+Tab");
  const met = [];
  while ((await focused()) !== null && met.length < 20) {
    met.unshift(await focused());
    await page.keyboard.press("Shift+Tab");
  }
  assert.deepEqual(met, ["East Coast", "West Coast", "Capital", "Phone 320", "Tablet 768", "Desktop 1280", "Print", "Hide preview panel"]);
  await panel(page).getByRole("button", { name: "Hide preview panel" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "Show preview panel");
  await page.keyboard.press("Space");
  assert.equal(await focused(), "Hide preview panel");
});

scene("focus in the page is not under the panel", {}, async ({ open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const top = await page.evaluate(() => document.querySelector("#_dateline").shadowRoot.querySelector(".panel").getBoundingClientRect().top);
  assert.ok(top < 800, "the panel is in sight");
  const links = await page.locator("main a").count();
  for (let at = 0; at < links; at += 1) {
    await page.locator("main a").nth(at).focus();
    const { bottom, edge } = await page.evaluate(() => ({
      bottom: document.activeElement.getBoundingClientRect().bottom,
      edge: document.querySelector("#_dateline").shadowRoot.querySelector(".panel").getBoundingClientRect().top,
    }));
    assert.ok(bottom <= edge, `link ${at} ends at ${bottom}, the panel begins at ${edge}`);
  }
});

for (const [name, width] of [["Phone", 320], ["Tablet", 768], ["Desktop", 1280]]) {
  scene(`the page ${width} pixels wide`, {}, async ({ newsroom, open }) => {
    const page = await ready(await open(FERRY_PAGE));
    await panel(page).getByRole("link", { name: `${name} ${width}` }).click();
    await page.waitForURL("**/_dateline/width?**");
    const frame = page.frameLocator("iframe");
    await frame.getByText("The first ferry sails").waitFor();
    assert.equal(await frame.locator("html").evaluate(() => innerWidth), width);
    assert.equal(await frame.locator("#_dateline .panel").count(), 0, "no panel in the frame");
    await newsroom.edit(FERRY, "at six in the morning", "at three");
    await frame.getByText("sails at three").waitFor();
    await page.getByRole("link", { name: "Tablet 768" }).click();
    await page.waitForURL("**width=768**");
    assert.equal(await page.getByRole("link", { name: "Tablet 768" }).getAttribute("aria-current"), "page");
    await page.getByRole("link", { name: "Back to the whole page" }).click();
    await page.waitForURL(`**${FERRY_PAGE}`);
  });
}

scene("printing, without the panel", {}, async ({ context, open }) => {
  await context.addInitScript(() => { window.print = () => { window.isPrinted = true; }; });
  const page = await ready(await open(FERRY_PAGE));
  await panel(page).getByRole("button", { name: "Print" }).click();
  assert.ok(await page.evaluate(() => window.isPrinted));
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#_dateline .panel").isVisible(), false);
});
