// Everybody can use it: axe finds nothing, in light and dark, wide and narrow; and pages do without JavaScript.

import assert from "node:assert/strict";
import { FERRY, FERRY_PAGE, LONG_TITLE, axe, overlay, panel, ready, scene } from "./support.mjs";

const advice = (newsroom) => newsroom.edit(FERRY, "title: Ferry", `title: ${LONG_TITLE} Ferry`);
const isWithin = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
/** Writes pictures to look at, if a folder for them is named. */
const picture = async (page, name) => {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, caret: "initial" });
};

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1100, 320]) {
    const context = { colorScheme, viewport: { width, height: 800 } };
    const look = `${colorScheme}, ${width} pixels`;
    const nothing = async (page, what) => {
      await picture(page, `${what}-${colorScheme}-${width}`);
      assert.deepEqual(await axe(page), [], what);
      assert.ok(await isWithin(page), `${what} is wider than its window`);
    };

    scene(`axe: the panel, shown and hidden (${look})`, { context, prepare: advice }, async ({ open }) => {
      const page = await ready(await open(FERRY_PAGE));
      await nothing(page, "panel-with-advice");
      await page.goto(new URL("/east/releases/2026/bridge/", page.url()).href);
      await ready(page);
      await nothing(page, "panel-draft");
      await panel(page).getByRole("button", { name: "Hide preview panel" }).click();
      await nothing(page, "hidden");
      await page.goto(new URL("/east/", page.url()).href);
      await panel(page).getByRole("button", { name: "Show preview panel" }).click();
      await nothing(page, "listing");
    });

    scene(`axe: the overlay, and the panel when it is closed (${look})`, { context, prepare: advice }, async ({ newsroom, open }) => {
      const page = await ready(await open(FERRY_PAGE));
      await newsroom.edit(FERRY, "date: 2026-11-20", "date: tomorrow");
      await newsroom.edit("content/releases/2026/lamp.md", "offices: [capital]", "offices: [moon]");
      await page.getByRole("dialog", { name: "2 errors" }).waitFor();
      await nothing(page, "overlay");
      await overlay(page).getByRole("button", { name: "Close" }).click();
      await nothing(page, "overlay-closed");
    });

    scene(`axe: a page that is not there (${look})`, { context, expected: ["404"] }, async ({ open }) => {
      await nothing(await ready(await open("/east/nothing/")), "not-found");
    });

    scene(`axe: the widths page (${look})`, { context }, async ({ open }) => {
      const page = await open(`/_dateline/width?width=768&page=${FERRY_PAGE}`);
      await page.frameLocator("iframe").getByText("The first ferry sails").waitFor();
      await nothing(page, "width");
    });
  }
}

scene("without JavaScript the page is there, and no panel", { context: { javaScriptEnabled: false } }, async ({ open }) => {
  const page = await open(FERRY_PAGE);
  await page.getByRole("heading", { level: 1, name: "Ferry line opens" }).waitFor();
  await page.getByText("The first ferry sails at six in the morning.").waitFor();
  assert.equal(await page.locator("#_dateline").count(), 0);
});
