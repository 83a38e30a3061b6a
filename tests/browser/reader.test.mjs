// What readers do with the published pages: with a keyboard, with larger text, with more space, without scripts, on paper.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { DRAFTS, EVERYTHING, PAGES, SEED, look, published } from "./site.mjs";
import { PATIENCE } from "./support.mjs";

const timeout = 6 * PATIENCE;
const NAMES = Object.keys({ ...PAGES, ...DRAFTS });
/** A wide screen where things may move, and a narrow one in the colours that a reader forces. */
const motion = (width) => ({ viewport: { width, height: 700 }, ...(width > 320 ? { reducedMotion: "no-preference" } : { forcedColors: "active" }) });

/** Gives a page a style of the reader's own. */
const restyle = (page, style) => page.addStyleTag({ content: style });

/** What can be tabbed to, in the order of the document. */
const FOCUSABLE = "a[href], button, input:not([type='hidden']), select, summary, [tabindex='0'], .table";

/** Where the focus is: which of the focusable elements, and whether a reader sees it. */
const focus = (page) => page.evaluate((selector) => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getClientRects()[0] ?? at.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return {
    index: [...document.querySelectorAll(selector)].indexOf(at),
    is: at.outerHTML.slice(0, 100),
    hasOutline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: Boolean(top) && (at === top || at.contains(top) || top.contains(at)),
    isInView: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth,
  };
}, FOCUSABLE);

for (const width of [1280, 320]) {
  for (const name of ["newsroom home", "release with everything", "archive", "numbered list page", "accessibility statement"]) {
    test(`keyboard: every stop is seen and in order: ${name}, ${width} pixels`, { timeout }, async () => {
      await look(motion(width), async ({ page, open }) => {
        await open(name);
        const stops = await page.evaluate((selector) => [...document.querySelectorAll(selector)].filter((it) => it.tabIndex >= 0 || it.scrollWidth > it.clientWidth).length, FOCUSABLE);
        assert.equal(await page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count(), 0);
        const seen = [];
        let last = -1;
        for (let stop = 0; stop < stops; stop += 1) {
          await page.keyboard.press("Tab");
          const at = await focus(page);
          assert.ok(at.index > last, `after ${last} comes ${at.index}: ${at.is}`);
          assert.ok(at.hasOutline && at.isSeen && at.isInView, JSON.stringify(at));
          last = at.index;
          seen.push(at.is);
        }
        assert.match(seen[0], /href="#_main"/);
        // It is no trap: the next stop is out of the page, and the way back is free.
        await page.keyboard.press("Tab");
        assert.ok((await focus(page)).index <= 0);
      });
    });
  }
}

test("keyboard: the skip link leads to the main part", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open("release with everything");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "_main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
  });
});

/** Links and buttons that are smaller than 24 pixels and do not run along in a sentence (WCAG 2.2, 2.5.8). */
const smallTargets = () => {
  const isInSentence = (it) => {
    const block = it.closest("p, li, dd, figcaption, blockquote, td, h3");
    return getComputedStyle(it).display === "inline" && block && block.textContent.trim().length > it.textContent.trim().length;
  };
  const targets = [...document.querySelectorAll("a[href], button, input, select, summary")].filter((it) => !it.closest(".skip") && it.getClientRects().length);
  return targets.filter((it) => !isInSentence(it)).flatMap((it) => {
    const { width, height } = it.getBoundingClientRect();
    return width < 24 || height < 24 ? [`${Math.round(width)} by ${Math.round(height)}: ${it.outerHTML.slice(0, 120)}`] : [];
  });
};

/** Words that are cut off, or that lie over others. */
const spoiled = () => {
  const isShown = (it) => it.closest(".unseen, .skip") === null && it.checkVisibility();
  const cut = [...document.querySelectorAll("body *")].filter((it) => {
    const style = getComputedStyle(it);
    const hides = (way) => way === "hidden" || way === "clip";
    const isCut = hides(style.overflowX) && it.scrollWidth > it.clientWidth + 1 || hides(style.overflowY) && it.scrollHeight > it.clientHeight + 1;
    return isShown(it) && isCut;
  });
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    // What a table or code scrolls out of sight lies over nothing.
    if (!node.data.trim() || !isShown(node.parentElement) || node.parentElement.closest(".table, pre")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const it of range.getClientRects()) boxes.push({ node, left: it.left, right: it.right, top: it.top, bottom: it.bottom });
  }
  const over = [];
  for (const [at, a] of boxes.entries()) {
    for (const b of boxes.slice(at + 1)) {
      const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
      // A box is as high as the tallest letter could be: a sliver of it has no ink.
      if (a.node !== b.node && across > 2 && down > 6) over.push(`"${a.node.data.trim().slice(0, 40)}" over "${b.node.data.trim().slice(0, 40)}"`);
    }
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  return [...cut.map((it) => `cut off: ${it.outerHTML.slice(0, 100)}`), ...over, ...(wide > 0 ? [`${wide} pixels wider than the screen`] : [])];
};

// WCAG 2.2, 1.4.12.
const SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }";

for (const name of NAMES) {
  test(`targets, larger text and text spacing: ${name}`, { timeout }, async () => {
    // The reader's own style is no part of the page, whose policy would refuse it.
    await look({ bypassCSP: true }, async ({ page, open }) => {
      const faults = [];
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 700 });
        await open(name);
        faults.push(...(await page.evaluate(smallTargets)).map((it) => `${width}, target: ${it}`));
        faults.push(...(await page.evaluate(spoiled)).map((it) => `${width}, as it is: ${it}`));
        const spacing = await restyle(page, SPACING);
        faults.push(...(await page.evaluate(spoiled)).map((it) => `${width}, spaced: ${it}`));
        await spacing.evaluate((it) => it.remove());
        if (width === 320) continue;
        await restyle(page, "html { font-size: 200% !important; }");
        faults.push(...(await page.evaluate(spoiled)).map((it) => `${width}, twice as large: ${it}`));
      }
      assert.deepEqual(faults, []);
    });
  });
}

test("a line of a release has 60 to 75 characters where there is room", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open("release of 2018");
    const lengths = await page.evaluate(() => [...document.querySelectorAll(".story > .text p")].flatMap((it) => {
      const range = document.createRange();
      range.selectNodeContents(it);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8))).size;
      // The last line is short: it counts as half of one.
      return lines > 3 ? [it.textContent.length / (lines - 0.5)] : [];
    }));
    const average = lengths.reduce((sum, it) => sum + it, 0) / lengths.length;
    assert.ok(lengths.length > 4 && average >= 60 && average <= 75, `${average} characters`);
  });
});

test("without JavaScript everything is there and leads on", { timeout }, async () => {
  const words = {};
  for (const javaScriptEnabled of [true, false]) {
    await look({ javaScriptEnabled }, async ({ page, open }) => {
      for (const name of ["newsroom home", "release with everything", "archive"]) {
        await open(name);
        words[name] ??= await page.locator("body").innerText();
        assert.equal(await page.locator("body").innerText(), words[name], name);
      }
      await page.getByRole("navigation", { name: "Offices" }).getByRole("link", { name: "New York" }).click();
      await page.waitForURL("**/nyc/");
      await page.getByRole("link", { name: "Sample: what the text of a release can hold" }).click();
      await page.getByRole("link", { name: "this one" }).click();
      await page.waitForURL("**/nyc/releases/2026/sample-text/#headings-begin-at-the-second-level");
    });
  }
});

test("an old address leads on by itself, with a script or without", { timeout }, async () => {
  await look({ javaScriptEnabled: false }, async ({ page, open }) => {
    const to = await open("/samples/correction.htm");
    await to.waitForURL("**/nyc/releases/2026/sample-correction/");
    await page.getByRole("heading", { level: 1, name: "Sample: a correction stands at the top" }).waitFor();
  });
});

test("the release of 2018 weighs little, and asks for little", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await open("release of 2018");
    await page.waitForLoadState("networkidle");
    assert.ok(asked.length <= 3, asked.join(" "));
    const sheet = asked.find((it) => it.endsWith(".css"));
    const weigh = (file) => gzipSync(published(file)).length;
    const [html, css] = [weigh(`${SEED}index.html`), weigh(sheet)];
    console.log(`# the release of 2018, compressed: ${html} bytes of HTML, ${css} of CSS, no script; ${asked.length} requests`);
    assert.ok(css < 15_000 && html + css < 20_000, `${html} and ${css} bytes`);
  });
});

/** A page as it is printed: its pages of text. What reads it drops some blanks between signs. */
async function print(page, format) {
  const folder = mkdtempSync(path.join(tmpdir(), "dateline-"));
  try {
    const file = path.join(folder, "page.pdf");
    writeFileSync(file, await page.pdf({ format, preferCSSPageSize: true }));
    return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replaceAll(/# ?# ?#/g, "# # #").replaceAll(/(\d) ?\/ ?(\d+)$/gm, "$1 / $2").split("\f").filter((it) => it.trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const skip = process.env.WITHOUT_PDFTOTEXT ? "LEFT OUT: there is no pdftotext (poppler-utils)" : false;
for (const format of ["Letter", "A4"]) {
  test(`on paper a release is a press release of two pages: ${format}`, { timeout, skip }, async () => {
    await look({ colorScheme: "dark" }, async ({ page, open }) => {
      await open("release of 2018");
      const pages = await print(page, format);
      assert.equal(pages.length, 2);
      const text = pages.join(" ").replace(/\s+/g, " ");
      for (const fact of [
        "Hong Kong Economic and Trade Office, USA", "New York",
        "Hong Kong and Guangdong strengthen co-operation in cleaner production to improve environmental quality in Guangdong-Hong Kong-Macao Greater Bay Area",
        "December 7, 2018 – The Environment Bureau", "Melissa Ng in New York City", "(212) 752-3320", "(415) 835-9315", "(202) 238-6360",
        "Cleaner production website <http://www.cleanerproduction.hk/en_index.asp>", "Release number: 2018-12-07-jwgcp-5",
        "This release on the web: https://news.example.org/nyc/releases/2018/", "# # #", "Last revision date: May 8, 2019",
      ]) assert.ok(text.includes(fact), `${fact}\n${text}`);
      for (const [at, it] of pages.entries()) assert.match(it, new RegExp(`^\\s*${at + 1} / 2$`, "m"));
      for (const screen of ["Latest releases", "All releases", "Skip to", "Plain text", "Privacy policy"]) assert.ok(!text.includes(screen), screen);
      assert.ok(text.indexOf("# # #") > text.indexOf("(202) 238-6360"));
    });
  });
}

test("on paper a release with everything has its notices, pictures and files", { timeout, skip }, async () => {
  await look({}, async ({ page, open }) => {
    await open(EVERYTHING);
    const pages = await print(page, "Letter");
    const text = pages.join(" ").replace(/\s+/g, " ");
    for (const fact of ["Correction, November 6, 2026:", "A boat in the harbour.", "Sample work plan (TXT, 70 bytes, English)", "<https://www.w3.org/TR/WCAG22/>", "# # #"]) {
      assert.ok(text.includes(fact), `${fact}\n${text}`);
    }
    assert.match(pages.at(-1), new RegExp(`${pages.length} / ${pages.length}`));
  });
});
