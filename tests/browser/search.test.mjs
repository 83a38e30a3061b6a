// The search as readers use it: `golden-queries.json` says what a query finds and what it does not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { look, published } from "./site.mjs";
import { PATIENCE } from "./support.mjs";

const timeout = 6 * PATIENCE;
const beside = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url)));
const golden = beside("golden-queries.json");
const results = (page) => page.locator("#_results > li");
const status = (page) => page.locator("#_status");
/** The search's address in a language's folder. */
const at = (folder, query = "") => `${folder}/search/${query && `?${new URLSearchParams(query)}`}`;

/** Waits until the page has said how the search ended, and gives what it said. */
async function said(page) {
  await page.waitForFunction(() => document.getElementById("_status").textContent && !document.querySelector('[aria-busy="true"]'));
  return status(page).textContent();
}

const found = (page) => results(page).locator("h3 a").evaluateAll((links) => links.map((it) => it.href));

for (const folder of [...new Set(golden.map((it) => it.in ?? ""))]) {
  test(`golden queries${folder && ` in ${folder}`}`, { timeout: 4 * timeout }, async () => {
    await look({}, async ({ page, open }) => {
      for (const { query, filters, finds, not, first } of golden.filter((it) => (it.in ?? "") === folder)) {
        await open(at(folder, { q: query, ...filters }));
        const text = await said(page);
        const links = await found(page);
        const has = (part) => links.some((it) => it.includes(part));
        const told = `“${query}” ${JSON.stringify(filters ?? {})}: ${text}\n${links.join("\n")}`;
        for (const part of [finds ?? []].flat()) assert.ok(has(part), `${part} is missing: ${told}`);
        for (const part of [not ?? []].flat()) assert.ok(!has(part), `${part} is there: ${told}`);
        if (first) assert.ok(links[0]?.includes(first), `${first} is not first: ${told}`);
        if (!finds && !first) assert.deepEqual(links, [], told);
      }
    });
  });
}

test("there are queries enough, in English and in Chinese", () => {
  const isChinese = ({ query }) => /\p{sc=Han}/u.test(query);
  assert.ok(golden.length >= 30, `${golden.length}`);
  assert.ok(golden.filter(isChinese).length >= 12 && golden.filter((it) => !isChinese(it)).length >= 12);
  assert.ok(golden.filter((it) => it.not).length >= 6);
});

test("a query is cut into terms as the texts are", { timeout }, async () => {
  const cases = beside("../data/search/terms.json");
  await look({}, async ({ page, open }) => {
    await open(at(""));
    const cut = await page.evaluate(async (texts) => {
      const { terms } = await import(document.querySelector('script[type="module"]').src);
      const form = document.getElementById("_finder");
      const all = Array.from(await (await fetch(form.dataset.variants)).text());
      const variants = new Map(all.flatMap((from, at) => (at % 2 ? [] : [[from, all[at + 1]]])));
      return texts.map((it) => terms(it, variants));
    }, cases.map(([text]) => text));
    cases.forEach(([text, expected], at) => assert.deepEqual(cut[at], expected, text));
  });
});

test("a query is typed, results come, are announced and marked, and nothing moves", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open(at(""));
    await page.locator("#_q").focus();
    await page.keyboard.type("cleaner produ", { delay: 20 });
    // On a busy machine a pause in the typing may be long enough for a search of its own.
    await page.waitForURL(/\?q=cleaner\+produ$/);
    await results(page).first().locator("mark", { hasText: "production" }).first().waitFor();
    assert.match(await said(page), /^\d+ releases?$/);
    assert.equal(await status(page).getAttribute("role"), "status");
    assert.match(page.url(), /\?q=cleaner\+produ$/);
    const marks = await results(page).first().locator("mark").allTextContents();
    assert.ok(marks.includes("cleaner") && marks.includes("production"), marks.join(", "));
    assert.equal(await page.evaluate(() => window.shift ?? 0), 0);
    // The results follow the field for the keyboard too.
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "_q");
    await page.locator("#_choices summary").focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.closest("#_results") !== null), true);
    // Back from a release, the results are there again.
    const first = (await found(page))[0];
    await results(page).first().locator("h3 a").click();
    await page.waitForURL(first);
    await page.goBack();
    await results(page).first().waitFor();
    assert.equal(await page.locator("#_q").inputValue(), "cleaner produ");
  });
});

test("what was found stays until what is asked next is found, so that nothing moves", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open(at("", { q: "text day" }));
    await said(page);
    assert.equal(await page.locator("#_more").isVisible(), true);
    await page.evaluate(() => { window.shift = 0; });
    // Longer than what moves after a key is put down to the reader who pressed it.
    await page.route(/search\/\w+\/\d+\.json$/, async (route) => {
      await page.waitForTimeout(1_000);
      return route.continue();
    });
    await page.locator("#_q").fill("sample");
    await page.waitForURL(/q=sample/);
    await page.waitForTimeout(500);
    assert.equal(await results(page).count(), 10);
    await results(page).first().locator("mark", { hasText: "Sample" }).first().waitFor();
    assert.equal(await page.evaluate(() => window.shift), 0);
  });
});

test("filters narrow what was found, and alone list what there is", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open(at("", { q: "sample" }));
    const all = parseInt(await said(page), 10);
    await page.locator("#_choices summary").click();
    await page.locator("#_kind").selectOption("speech");
    await page.waitForURL(/kind=speech/);
    await page.waitForFunction((all) => parseInt(document.getElementById("_status").textContent, 10) < all, all);
    await open(at("", { year: "2001", order: "newest" }));
    assert.equal(await said(page), "60 releases");
    assert.match((await found(page))[0], /2001\/day-59\/$/);
    assert.equal(await results(page).count(), 10);
    // Pressed twice at once, it gives as much as once.
    await page.evaluate(() => { for (let times = 0; times < 2; times += 1) document.getElementById("_more").click(); });
    await results(page).nth(10).waitFor();
    await page.waitForTimeout(200);
    assert.equal(await results(page).count(), 20);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("#_results h3 a")].indexOf(document.activeElement)), 10);
    // An office's own edition is the one that its readers are led to.
    await open(at("", { q: "cleaner production", office: "dc" }));
    await said(page);
    assert.match((await found(page))[0], /\/dc\/releases\/2018\//);
  });
});

test("an office's pages search that office", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    await open("/sf/");
    await page.locator("#_search").fill("cleaner");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\/\?q=cleaner&office=sf$/);
    await said(page);
    assert.match((await found(page))[0], /\/sf\/releases\//);
  });
});

test("what finds nothing says so, and what is typed stays text", { timeout }, async () => {
  await look({}, async ({ page, open }) => {
    for (const [query, expected] of [
      ["zzqxvkjw", /^No releases were found for “zzqxvkjw”\.$/],
      ["the and of", /^Nearly every release has these words/],
      ["x", /at least two/],
      ["<img src=x onerror=alert(1)>", /./],
      ["productionally", /^No release has “productionally”\. This is what there is on “production”\. \d+ release/],
      ["cleaner zebra unicorn2", /./],
    ]) {
      await open(at("", { q: query }));
      assert.match(await said(page), expected, query);
    }
    assert.equal(await page.locator("#_results img").count(), 0);
  });
});

test("an index that cannot be reached is said to be, and is asked for again", { timeout }, async () => {
  await look({}, async ({ page, open, heard }) => {
    await open(at(""));
    await page.route("**/*.bin", (route) => route.abort());
    await page.locator("#_q").fill("production");
    await page.keyboard.press("Enter");
    await page.getByText(/^The search cannot be reached/).waitFor();
    await page.unroute("**/*.bin");
    await page.keyboard.press("Enter");
    await results(page).first().waitFor();
    // That it failed is heard.
    heard.length = 0;
  });
});

test("more results that cannot be reached are said to be, and are asked for again", { timeout }, async () => {
  await look({}, async ({ page, open, heard }) => {
    await open(at("", { year: "2001", order: "newest" }));
    await said(page);
    await page.route(/search\/\w+\/\d+\.json$/, (route) => route.abort());
    await page.locator("#_more").click();
    await page.getByText(/^The search cannot be reached/).waitFor();
    assert.equal(await results(page).count(), 10);
    await page.unroute(/search\/\w+\/\d+\.json$/);
    await page.locator("#_more").click();
    await results(page).nth(19).waitFor();
    await page.getByText("60 releases", { exact: true }).waitFor();
    // That it failed is heard.
    heard.length = 0;
  });
});

test("what was asked last is what is shown, however late an answer to what was asked before comes", { timeout }, async () => {
  await look({}, async ({ page, open, heard }) => {
    await open(at(""));
    const field = page.locator("#_q");
    for (const ending of ["continue", "abort"]) {
      let let_go;
      const held = new Promise((resolve) => { let_go = resolve; });
      let isFirst = true;
      await page.route("**/*.bin", async (route) => {
        if (!isFirst) return route.continue();
        isFirst = false;
        await held;
        return route[ending]();
      });
      await field.fill(ending === "abort" ? "photographs" : "cleaner");
      await page.keyboard.press("Enter");
      await page.getByText("Searching…").waitFor();
      // It needs no file, so that none of it waits.
      await field.fill("the");
      await page.keyboard.press("Enter");
      await page.getByText(/^Nearly every release/).waitFor();
      const [text, links] = [await said(page), await found(page)];
      let_go();
      await page.waitForTimeout(1_000);
      assert.deepEqual([await said(page), await found(page)], [text, links], ending);
      await page.unroute("**/*.bin");
      await field.fill("");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => !document.getElementById("_status").textContent);
    }
    heard.length = 0;
  });
});

test("an index that was replaced is read anew", { timeout }, async () => {
  await look({}, async ({ page, open, heard }) => {
    let isOld = true;
    await page.route("**/search/index.json", async (route) => {
      if (!isOld) return route.continue();
      isOld = false;
      const manifest = JSON.parse(published("search/index.json"));
      manifest.segments.forEach((it) => { it.name = "0000000000000000"; });
      return route.fulfill({ json: manifest });
    });
    await open(at("", { q: "cleaner" }));
    await results(page).first().waitFor();
    heard.length = 0;
  });
});

test("without scripts the page says where everything can be found", { timeout }, async () => {
  await look({ javaScriptEnabled: false }, async ({ page, open }) => {
    await open(at(""));
    assert.match(await page.locator("#_without").innerText(), /^This search needs JavaScript\./);
    assert.equal(await page.locator("#_finder").isVisible(), false);
    assert.ok((await page.locator("main ul.counts a").count()) > 1);
  });
});

test("what is not public is in no file of the index", () => {
  const { segments } = JSON.parse(published("search/index.json"));
  assert.ok(segments.length > 0);
  for (const { name, shards } of segments) {
    for (let number = 0; number < shards; number += 1) {
      // Terms are cut short by what they have in common with the one before: the ends of two are enough.
      assert.doesNotMatch(published(`search/${name}/${number}.bin`).toString("latin1"), /sample-draft|sample-embargoed/);
    }
    assert.doesNotMatch(published(`search/${name}/0.json`).toString(), /sample-draft|sample-embargoed|sample-retracted/);
  }
});
