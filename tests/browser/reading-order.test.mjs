// The release of 2018 as a screen reader meets it: the tree of roles, names and levels, in the order of reading.
//
// `UPDATE=1 tests/browser/run tests/browser/reading-order.test.mjs` writes it anew; read what has changed.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { look } from "./site.mjs";
import { PATIENCE } from "./support.mjs";

const snapshot = new URL("reading-order.txt", import.meta.url);

test("the release of 2018 is read in its order", { timeout: 4 * PATIENCE }, async () => {
  await look({}, async ({ page, open }) => {
    await open("release of 2018");
    const language = await page.locator("html").getAttribute("lang");
    const tree = await page.locator("body").ariaSnapshot();
    const text = `document "${await page.title()}", ${language}\n${tree}\n`;
    if (process.env.UPDATE) writeFileSync(snapshot, text);
    assert.ok(existsSync(snapshot), "there is no snapshot: UPDATE=1 writes it");
    assert.equal(text, readFileSync(snapshot, "utf8"), "the reading order is another (UPDATE=1 writes it anew)");
  });
});
