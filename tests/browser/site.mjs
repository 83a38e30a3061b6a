// A newsroom that is built, served as a host would, and looked at: this repository's own, with more releases than one list
// page has and one that has everything. It is made once for the tests of a file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before } from "node:test";
import { serve } from "./host.mjs";
import { PATIENCE, binary, leave, listen, project, theBrowser } from "./support.mjs";

const NOW = "2026-11-23T12:00:00-05:00";
const scratch = path.join(project, "target/browser/sites");

export const SEED = "/nyc/releases/2018/hong-kong-guangdong-cleaner-production/";
export const EVERYTHING = "/sf/releases/2026/everything/";

/** Every type of page. `drafts` are those of a build that shows what is not public. */
export const PAGES = {
  "newsroom home": "/",
  "office home": "/sf/",
  "release of 2018": SEED,
  "release with everything": EVERYTHING,
  "release with a correction": "/sf/releases/2026/sample-correction/",
  "release with pictures": "/dc/releases/2026/sample-attachments/",
  "photo release": "/sf/releases/2026/sample-photographs/",
  "page of a picture": "/nyc/releases/2026/sample-photographs/photos/ferry-at-dusk/",
  "release with a long text": "/nyc/releases/2026/sample-text/",
  "withdrawn release": "/nyc/releases/2026/sample-withdrawn/",
  "retracted release": "/nyc/releases/2026/sample-retracted/",
  "redirect": "/samples/correction.htm?stay",
  "replaced release": "/nyc/releases/2026/sample-replaced/?stay",
  "archive": "/archive/",
  "year": "/archive/2026/",
  "month": "/sf/archive/2026/11/",
  "kind": "/kinds/news-release/",
  "topic": "/topics/using-dateline/",
  "series": "/sf/series/sample-working-group/",
  "numbered list page": "/kinds/news-release/page/1/",
  "standing page": "/dc/important-notices/",
  "accessibility statement": "/accessibility/",
  "search": "/search/",
  "search with results": "/search/?q=sample",
  "not found": "/nothing/here/",
};
export const DRAFTS = {
  "draft": "/nyc/releases/2026/sample-draft/",
  "embargoed release": "/nyc/releases/2099/sample-embargoed/",
  "office home with drafts": "/nyc/",
};

const everything = `---
title: "Sample: a release that has everything at once, under a headline which runs over several lines on a narrow screen"
short_title: "Sample: everything at once"
date: 2026-11-05
offices: [sf, nyc, dc]
place: San Francisco
kind: speech
speaker: {name: Sample Speaker, post: Director, body: Sample Office}
topics: [using-dateline, environment]
contacts: [sample-predecessor, wing-yan-tong, {name: Sample Person, office: dc, phone: "+1 202 238 6360 ext. 12", email: a-person-with-a-long-address@press.example.org, role: Duty officer}]
meeting:
  - {name: Sample Working Group, number: 3, date: 2026-11-04, start: "10:30", end: "12:00", place: San Francisco, chairs: [{name: Sample Chair, post: Chair}], attendees: [Sample Bureau], outcomes: [A plan]}
ceremony: {name: Sample Awards, number: 2, place: San Francisco, officiants: [Sample Chair], guests: some 30, awards: [{name: Gold, count: 1}, {name: Silver, count: 2}], total: 3}
series: {id: sample-working-group, number: 3}
acronyms: {WCAG: Web Content Accessibility Guidelines}
links: [{text: The standard for accessible pages, url: "https://www.w3.org/TR/WCAG22/"}]
media:
  - {file: harbour.png, alt: A drawing of a sailing boat., caption: A boat in the harbour., credit: Dateline}
  - {file: harbour.png, alt: The same drawing again., credit: Dateline}
attachments: [{file: work-plan.txt, title: Sample work plan, language: en}]
quotes: [{text: Everything has its place., speaker: Sample Chair, post: Chair of the Sample Bureau}]
notes: "Notes with a [link](https://example.org/notes) and a list:\\n\\n- one;\\n- two."
boilerplate: [about-samples]
revisions:
  - {date: 2026-11-07, kind: update, note: It has more.}
  - {date: 2026-11-06, kind: correction, note: The number was wrong., was: two plans, now: one plan}
---
The first words, as WCAG asks, with a [link](https://example.org/a/rather/long/address/that/cannot/be/broken/at/blanks/1234567890).[^1]

## A heading

Table: Numbers

| Word | Number | Another word | And another | And the last of them |
| ---- | -----: | ------------ | ----------- | -------------------- |
| one  |      1 | something    | something   | something            |

### A lower heading

> A quotation.

1. A list.

Term
: What it means.

\`\`\`
A line of code that is wider than any narrow screen would like it to be, and that scrolls by itself
\`\`\`

[^1]: A note.
`;

/** Builds the newsroom: as it is published, and with drafts. */
function build(root) {
  for (const part of ["content", "dateline.yaml"]) cpSync(path.join(project, part), path.join(root, part), { recursive: true });
  const releases = path.join(root, "content/releases");
  const folder = path.join(releases, "2026/everything");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "index.md"), everything);
  for (const file of ["harbour.png", "work-plan.txt"]) cpSync(path.join(releases, "2026/sample-attachments", file), path.join(folder, file));
  mkdirSync(path.join(releases, "2001"));
  for (let day = 0; day < 60; day += 1) {
    const date = `2001-0${1 + Math.floor(day / 28)}-${String(1 + (day % 28)).padStart(2, "0")}`;
    writeFileSync(path.join(releases, `2001/day-${day}.md`), `---\ntitle: "Sample: day ${day}"\ndate: ${date}\noffices: [nyc]\n---\nThe text of day ${day}.\n`);
  }
  const words = ["build", "--root", root, "--now", NOW];
  execFileSync(binary, [...words, "--out", path.join(root, "public")], { stdio: ["ignore", "ignore", "inherit"] });
  execFileSync(binary, [...words, "--drafts", "--out", path.join(root, "drafts")], { stdio: ["ignore", "ignore", "inherit"] });
}

let root;
const hosts = {};
before(async () => {
  mkdirSync(scratch, { recursive: true });
  root = mkdtempSync(path.join(scratch, "s-"));
  build(root);
  hosts.public = await serve(path.join(root, "public"));
  hosts.drafts = await serve(path.join(root, "drafts"));
});
after(() => {
  for (const { server } of Object.values(hosts)) {
    server.close();
    server.closeAllConnections();
  }
  if (root) rmSync(root, { recursive: true, force: true });
});

/** A file of the build. */
export const published = (file) => readFileSync(path.join(root, "public", file));

/** The whole address of a page; one of `DRAFTS` is in the build that has them. */
export const address = (name) => (DRAFTS[name] ? hosts.drafts.origin + DRAFTS[name] : hosts.public.origin + (PAGES[name] ?? name));

/** Plays a scene in a window; what the browser complains of, what leaves the site and what moves by itself fails it. */
export async function look(options, play) {
  const context = await theBrowser().newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const heard = [];
  try {
    if (options.javaScriptEnabled !== false) {
      await context.exposeFunction("tell", (text) => heard.push(text));
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => window.tell(`policy: ${event.violatedDirective} ${event.blockedURI}`));
        new PerformanceObserver((list) => {
          // What a reader sets off is expected (Layout Instability, `hadRecentInput`).
          for (const it of list.getEntries()) if (!it.hadRecentInput) window.shift = (window.shift ?? 0) + it.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
    }
    const page = await context.newPage();
    const isListenedTo = new Set();
    const open = async (name) => {
      const to = address(name);
      const { origin } = new URL(to);
      if (!isListenedTo.has(origin)) listen(page, origin, heard);
      isListenedTo.add(origin);
      const answer = await page.goto(to);
      const expected = name === "not found" ? 404 : 200;
      assert.equal(answer.status(), expected, `${name}: ${to}`);
      return page;
    };
    await play({ page, open, heard });
    // The page that is not there is one on purpose.
    assert.deepEqual(heard.filter((it) => !/status of 404 .*\/nothing\/here\//.test(it)), [], "the browser's console and requests");
  } finally {
    await leave(context);
  }
}
