// The search of a newsroom of 10,000 releases in two languages: what a reader loads before the first result.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { serve } from "./host.mjs";
import { PATIENCE, binary, leave, project, theBrowser } from "./support.mjs";

const RELEASES = 10_000;
const YEARS = 25;
/** Bytes, compressed as hosts compress text; what is not text is counted as it is. */
const [INDEX_LIMIT, LIMIT] = [100_000, 250_000];
const COMPRESSED = /^(text\/|application\/json)/;

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let it = Math.imul(state ^ (state >>> 15), state | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words as texts have them: few of them often, many of them seldom (Zipf). */
function zipf(words, next) {
  const sums = [];
  words.reduce((sum, _, at) => (sums[at] = sum + 1 / (at + 2)), 0);
  return () => {
    const wanted = next() * sums.at(-1);
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return words[low];
  };
}

const next = numbers(20_181_207);
const syllables = "ba be bi bo ca ce co da de di do fa fi fo ga ge go ha he hi la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vi ter ment tion ing ness al er ent".split(" ");
const invented = new Set("trade office hong kong meeting environment minister harbour agreement visit".split(" "));
while (invented.size < 20_000) {
  invented.add(Array.from({ length: 2 + Math.floor(next() * 3) }, () => syllables[Math.floor(next() * syllables.length)]).join(""));
}
const many = (n, make, between) => Array.from({ length: n }, make).join(between);
const word = zipf([...invented], next);
const character = zipf(Array.from({ length: 2_500 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7) % 20_000))), next);
const chineseWord = zipf(Array.from({ length: 12_000 }, (_, at) => many(at % 5 ? 2 : 1 + (at % 4), character, "")), next);
/** One release in a thousand has this name. */
const RARE = { en: "Zephyrine Accord", "zh-hant": "粵港澳大灣區" };

let root;
let host;
before(() => {
  const scratch = path.join(project, "target/browser/sites");
  mkdirSync(scratch, { recursive: true });
  root = mkdtempSync(path.join(scratch, "l-"));
  const off = "archive topics kinds series atom rss json_feed topic_feeds text ninjs newsml calendars contacts cards photos sitemap news_sitemap json_ld redirects".split(" ");
  writeFileSync(path.join(root, "dateline.yaml"), `newsroom: {en: Large, zh-Hant: 大}
base_url: https://large.example.org/
languages: [en, zh-Hant]
offices:
  east: {name: {en: East, zh-Hant: 東}, timezone: America/New_York}
  west: {name: {en: West, zh-Hant: 西}, timezone: America/Los_Angeles}
outputs: {${off.map((it) => `${it}: false`).join(", ")}}
`);
  for (let at = 0; at < RELEASES; at += 1) {
    const day = new Date(Date.UTC(2001, 0, 1) + (at / RELEASES) * YEARS * 365.25 * 86_400_000).toISOString().slice(0, 10);
    const folder = path.join(root, "content/releases", day.slice(0, 4));
    if (at % (RELEASES / YEARS) < 2) mkdirSync(folder, { recursive: true });
    const isRare = at % 1_000 === 500;
    const title = `${many(8, word, " ")}${isRare ? ` ${RARE.en}` : ""}`;
    writeFileSync(path.join(folder, `r-${at}.md`), `---\ntitle: ${title}\ndate: ${day}\noffices: [${at % 3 ? "east" : "west"}]\n---\n${many(5, () => many(60, word, " "), ".\n\n")}.\n`);
    const chinese = `${many(9, chineseWord, "")}${isRare ? RARE["zh-hant"] : ""}`;
    writeFileSync(path.join(folder, `r-${at}.zh-Hant.md`), `---\ntitle: ${chinese}\n---\n${many(5, () => many(45, chineseWord, ""), "。\n\n")}。\n`);
  }
  execFileSync(binary, ["build", "--root", root, "--now", "2026-11-23T12:00:00-05:00"], { stdio: ["ignore", "ignore", "pipe"] });
});
after(() => {
  host?.server.close();
  host?.server.closeAllConnections();
  if (root) rmSync(root, { recursive: true, force: true });
});

const queries = [
  ["en", "zephyrine"], ["en", "trade office"], ["en", "hong kong trade meeting"], ["en", "Zephyrine accord agreement harbour"],
  ["zh-hant", "大灣區"], ["zh-hant", "粤港澳大湾区"], ["zh-hant", "港澳"],
];

test("a query loads few bytes before its first result", { timeout: 12 * PATIENCE }, async (t) => {
  host = await serve(path.join(root, "public"));
  for (const [language, query] of queries) {
    const context = await theBrowser().newContext();
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const loaded = [];
      page.on("response", (it) => loaded.push(it));
      const folder = language === "en" ? "" : `/${language}`;
      await page.goto(`${host.origin}${folder}/search/?${new URLSearchParams({ q: query })}`);
      await page.locator("#_results > li").first().waitFor();
      let [all, index] = [0, 0];
      for (const response of loaded) {
        const bytes = await response.body();
        const isText = COMPRESSED.test(response.headers()["content-type"]);
        const length = isText ? gzipSync(bytes).length : bytes.length;
        all += length;
        if (/\/search\/.+/.test(new URL(response.url()).pathname)) index += length;
      }
      if (process.env.FILES) for (const it of loaded) t.diagnostic(`${(await it.body()).length} ${gzipSync(await it.body()).length} ${new URL(it.url()).pathname}`);
      t.diagnostic(`${language} “${query}”: ${loaded.length} files, ${index} bytes of index, ${all} in all; ${await page.locator("#_status").textContent()}`);
      assert.ok(index <= INDEX_LIMIT && all <= LIMIT, `“${query}” loads ${index} bytes of index and ${all} in all`);
      if (query !== "trade office" && query !== "hong kong trade meeting") {
        const title = await page.locator("#_results > li h3").first().textContent();
        assert.match(title, /Zephyrine|大灣區/);
      }
    } finally {
      await leave(context);
    }
  }
});
