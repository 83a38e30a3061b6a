// What is wrong is said over the last good page, until it is mended.

import assert from "node:assert/strict";
import { FERRY, FERRY_PAGE, overlay, panel, ready, scene, shows, touchWindow } from "./support.mjs";

const gone = (page) => overlay(page).waitFor({ state: "detached" });

scene("an error in a release, and what mends it", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await page.getByRole("link", { name: "port", exact: true }).focus();
  await newsroom.edit(FERRY, "date: 2026-11-20", "date: 2026-13-20");
  const dialog = overlay(page);
  await dialog.waitFor();
  assert.equal(await page.getByRole("dialog", { name: "1 error to mend" }).count(), 1, "the dialog has a name");
  await dialog.getByRole("heading", { level: 3 }).getByText("2026-13-20").waitFor();
  const link = dialog.getByRole("link", { name: `${FERRY}:3:7` });
  assert.equal(await link.getAttribute("href"), `vscode://file${newsroom.at(FERRY)}:3:7`);
  const excerpt = dialog.locator("pre");
  assert.match(await excerpt.innerText(), /3 \| date: 2026-13-20\n\s*\|\s+\^+/);
  await dialog.getByText("help: ").waitFor();
  // The page stands beneath as it was.
  await shows(page, "The first ferry sails at six in the morning.");
  // It closes by itself, and focus is again where it was.
  await newsroom.edit(FERRY, "date: 2026-13-20", "date: 2026-11-19");
  await gone(page);
  await page.locator("main time").getByText("November 19, 2026").first().waitFor();
  await page.waitForFunction(() => document.activeElement.textContent === "port");
});

scene("an error in a release shows where its listing is open, which is not loaded again", {}, async ({ newsroom, open }) => {
  const page = await ready(await open("/capital/"));
  await touchWindow(page);
  await newsroom.edit(FERRY, "date: 2026-11-20", "date: tomorrow");
  await overlay(page).getByRole("link", { name: `${FERRY}:3:7` }).waitFor();
  await newsroom.edit(FERRY, "date: tomorrow", "date: 2026-11-20");
  await gone(page);
});

scene("an error that is closed stays closed until there is another", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.edit(FERRY, "date: 2026-11-20", "date: tomorrow");
  await overlay(page).getByRole("button", { name: "Close" }).click();
  await gone(page);
  await panel(page).getByText("1 error", { exact: true }).waitFor();
  await page.reload();
  await ready(page);
  await panel(page).getByText("1 error", { exact: true }).waitFor();
  assert.equal(await overlay(page).count(), 0);
  await panel(page).getByRole("button", { name: "Show errors" }).click();
  await overlay(page).waitFor();
  await page.keyboard.press("Escape");
  await gone(page);
  await newsroom.edit(FERRY, "date: tomorrow", "date: yesterday");
  await overlay(page).getByRole("heading", { name: "yesterday" }).waitFor();
});

scene("several errors, and one of them mended", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.edit(FERRY, "date: 2026-11-20", "date: tomorrow");
  await newsroom.edit("content/releases/2026/lamp.md", "offices: [capital]", "offices: [moon]");
  await page.getByRole("dialog", { name: "2 errors to mend" }).waitFor();
  await newsroom.edit(FERRY, "date: tomorrow", "date: 2026-11-20");
  await page.getByRole("dialog", { name: "1 error to mend" }).waitFor();
  await newsroom.edit("content/releases/2026/lamp.md", "offices: [moon]", "offices: [capital]");
  await gone(page);
});

scene("an error in a template, with its line", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const template = await newsroom.borrow("templates/headline.html");
  await newsroom.edit(template, "{{ release.title }}", "{{ release.titel }}");
  const line = (await newsroom.read(template)).split("\n").findIndex((it) => it.includes("titel")) + 1;
  await overlay(page).getByRole("link", { name: new RegExp(`^${template}:${line}:\\d+$`) }).waitFor();
  await shows(page, "The first ferry sails");
  await newsroom.edit(template, "{{ release.titel }}", "{{ release.title }} today");
  await gone(page);
  await page.getByRole("heading", { level: 1, name: "Island today" }).waitFor();
});

scene("a template that cannot be read, with its line", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  const template = await newsroom.borrow("templates/release.html");
  await newsroom.edit(template, "{% block main %}", "{% block main");
  await overlay(page).getByRole("link", { name: new RegExp(`^${template}:\\d+:\\d+$`) }).waitFor();
  await shows(page, "The first ferry sails");
  // With what it loads, also when it is loaded again.
  await page.reload();
  await shows(page, "The first ferry sails");
  assert.equal(await page.evaluate(() => document.styleSheets.length), 1);
  await newsroom.edit(template, "{% block main", "{% block main %}");
  await gone(page);
});

scene("an error in the configuration, with the page beneath", {}, async ({ newsroom, open }) => {
  const page = await ready(await open(FERRY_PAGE));
  await newsroom.edit("dateline.yaml", "brand: Port", "brnad: Port");
  await overlay(page).getByRole("link", { name: /^dateline\.yaml:\d+:\d+$/ }).waitFor();
  await shows(page, "The first ferry sails");
  await newsroom.edit("dateline.yaml", "brnad: Port", "brand: Port");
  await gone(page);
});

scene("a start with an error in the release that is asked for", {
  prepare: (newsroom) => newsroom.edit(FERRY, "date: 2026-11-20", "date: tomorrow"),
  expected: ["404"],
}, async ({ newsroom, open }) => {
  const page = await open(FERRY_PAGE);
  await overlay(page).getByRole("link", { name: `${FERRY}:3:7` }).waitFor();
  await newsroom.edit(FERRY, "date: tomorrow", "date: 2026-11-20");
  await page.getByRole("heading", { level: 1, name: "Ferry line opens" }).waitFor();
  await ready(page);
  assert.equal(await overlay(page).count(), 0);
});

scene("a start with a configuration that cannot be read", {
  prepare: (newsroom) => newsroom.edit("dateline.yaml", "offices:", "offices: ["),
  expected: ["404"],
}, async ({ newsroom, open }) => {
  const page = await open("/");
  await overlay(page).getByRole("link", { name: /^dateline\.yaml:/ }).waitFor();
  // It stands still: it is not loaded again and again.
  await touchWindow(page);
  await newsroom.edit("content/contacts.yaml", "role: Press officer", "role: Officer");
  await newsroom.edit("dateline.yaml", "offices: [", "offices: [[");
  await page.waitForFunction(() => window.isSame === true);
  await newsroom.edit("dateline.yaml", "offices: [[", "offices:");
  await page.getByRole("heading", { level: 1, name: "Harbour Trade Office" }).waitFor();
});

scene("the widths page shows what is wrong too", {}, async ({ newsroom, open }) => {
  const page = await open(`/_dateline/width?width=320&page=${FERRY_PAGE}`);
  const frame = page.frameLocator("iframe");
  await frame.getByText("The first ferry sails").waitFor();
  await newsroom.edit(FERRY, "date: 2026-11-20", "date: tomorrow");
  await frame.getByRole("dialog").waitFor();
  await newsroom.edit(FERRY, "date: tomorrow", "date: 2026-11-20");
  await frame.getByRole("dialog").waitFor({ state: "detached" });
});
