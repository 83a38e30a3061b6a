// Takes the pictures of the README, into the folder that PICTURES names: `docs/pictures` runs this.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { look } from "./site.mjs";
import { PATIENCE } from "./support.mjs";

const folder = process.env.PICTURES;
const timeout = 4 * PATIENCE;

/** Takes what a window shows of a page. */
function take(file, name, [width, height], options = {}) {
  test(file, { timeout }, async () => {
    assert.ok(folder, "PICTURES names no folder");
    await look({ viewport: { width, height }, ...options }, async ({ page, open }) => {
      await open(name);
      await page.screenshot({ path: path.join(folder, file) });
    });
  });
}

take("release.png", "release of 2018", [1120, 680]);
take("phone.png", "release with a correction", [390, 690], { colorScheme: "dark" });

test("paper.png", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open("release of 2018");
    const scratch = mkdtempSync(path.join(tmpdir(), "dateline-"));
    try {
      writeFileSync(path.join(scratch, "page.pdf"), await page.pdf({ format: "Letter", preferCSSPageSize: true }));
      execFileSync("pdftoppm", ["-png", "-gray", "-r", "55", "-f", "1", "-singlefile", path.join(scratch, "page.pdf"), path.join(folder, "paper")]);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
