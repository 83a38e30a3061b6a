// Every type of page, in every scheme, at every width: axe finds nothing, nothing is wider than the screen, nothing moves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DRAFTS, PAGES, look } from "./site.mjs";
import { PATIENCE, askAxe, bringAxe } from "./support.mjs";

const SCHEMES = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  forced: { colorScheme: "light", forcedColors: "active" },
};
const WIDTHS = [320, 768, 1280];

/** What axe cannot tell, and why it is in order: rule, what the element is, reason. */
const EXPLAINED = [
  ["color-contrast", /(th|td)\b[^>]*$/, "a table of the text that is wider than the screen scrolls by itself: its last columns are out of sight, in the colours of the first"],
  ["label-content-name-mismatch", /#fnref-/, "the link back from a footnote shows an arrow, which no voice can say; its name says where it leads"],
];

for (const name of Object.keys({ ...PAGES, ...DRAFTS })) {
  test(`axe, reflow and layout shift: ${name}`, { timeout: 6 * PATIENCE }, async () => {
    await look({}, async ({ page, open }) => {
      const faults = [];
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await open(name);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) faults.push(`${width}: ${wide} pixels wider than the screen`);
        const shift = await page.evaluate(() => window.shift ?? 0);
        if (shift > 0) faults.push(`${width}: the layout shifts by ${shift}`);
        await bringAxe(page);
        for (const [scheme, media] of Object.entries(SCHEMES)) {
          await page.emulateMedia(media);
          const { violations, incomplete } = await askAxe(page);
          const isExplained = (it) => EXPLAINED.some(([rule, target]) => it.rule === rule && target.test(it.target));
          for (const it of violations) faults.push(`${width} ${scheme}: ${it.rule}: ${it.target} ${it.summary}`);
          for (const it of incomplete.filter((it) => !isExplained(it))) faults.push(`${width} ${scheme}: not explained: ${it.rule}: ${it.target} ${it.html} ${it.summary}`);
        }
      }
      assert.deepEqual(faults, []);
    });
  });
}
