// What the tests share: a newsroom in a folder of its own, `dateline serve` over it, and a browser that looks at it.
//
// Nothing is timed: a test waits for what it wants to see, and fails when that has not come after PATIENCE.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const project = fileURLToPath(new URL("../..", import.meta.url));
export const binary = process.env.DATELINE_BIN ?? path.join(project, "target/debug/dateline");
const scratch = path.join(project, "target/browser/newsrooms");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The instant that every newsroom is looked at. */
export const NOW = "2026-11-23T12:00:00-05:00";
/** How long a test waits for what it wants to see, in milliseconds. */
export const PATIENCE = 20_000;
/** Where the release in `RELEASE` stands. */
export const FERRY = "content/releases/2026/ferry.md";
export const FERRY_PAGE = "/east/releases/2026/ferry/";

/** The beginning of a title that is too long without a short one: a warning. */
export const LONG_TITLE = "After years of plans, tides, surveys and hearings, and with thanks to all who took part in them, the";

const LONG = Array.from({ length: 40 }, (_, at) => `Paragraph ${at + 1} tells more of piers, tides and timetables.`).join("\n\n");
const RELEASE = `---
title: Ferry line opens between Harbour and Island
date: 2026-11-20
offices: [east, west]
---
The first ferry sails at six in the morning. More is at the [port](https://example.org/port).

${LONG}
`;
const DRAFT = `---
title: Bridge to be painted green
date: 2026-11-21
offices: [east]
status: draft
---
The bridge gets a new colour.
`;
const OTHER = `---
title: Museum lends a lighthouse lamp
date: 2026-11-10
offices: [capital]
---
The lamp travels in March.
`;

/** A newsroom's folder. */
export class Newsroom {
  constructor(root) {
    this.root = root;
  }

  static async make() {
    await mkdir(scratch, { recursive: true });
    const root = await mkdtemp(path.join(scratch, "n-"));
    execFileSync(binary, ["init", path.join(root, "newsroom"), "--now", NOW], { stdio: "ignore" });
    const newsroom = new Newsroom(path.join(root, "newsroom"));
    await newsroom.write(FERRY, RELEASE);
    await newsroom.write("content/releases/2026/bridge.md", DRAFT);
    await newsroom.write("content/releases/2026/lamp.md", OTHER);
    return newsroom;
  }

  at(file) {
    return path.join(this.root, file);
  }

  read(file) {
    return readFile(this.at(file), "utf8");
  }

  /**
   * Writes a file in one go: it is never seen empty, which would be another edit. One that is there is written in place, a
   * new one beside its place and moved there.
   */
  async write(file, text) {
    const to = this.at(file);
    await mkdir(path.dirname(to), { recursive: true });
    if (existsSync(to)) {
      const opened = openSync(to, "r+");
      ftruncateSync(opened, writeSync(opened, text));
      closeSync(opened);
    } else {
      const beside = path.join(path.dirname(to), `.${path.basename(to)}.new`);
      writeFileSync(beside, text);
      renameSync(beside, to);
    }
  }

  /** Puts a text in another's place; it has to be there. */
  async edit(file, from, to) {
    const text = await this.read(file);
    assert.ok(text.includes(from), `${file} has no ${from}`);
    await this.write(file, text.replace(from, () => to));
  }

  remove(file) {
    return rm(this.at(file));
  }

  rename(from, to) {
    return rename(this.at(from), this.at(to));
  }

  /** Gives a file of the theme in the box to the newsroom, to be changed. */
  async borrow(file) {
    const to = `themes/newsroom/${file}`;
    await this.write(to, await readFile(path.join(project, to), "utf8"));
    return to;
  }

  async end() {
    await rm(path.dirname(this.root), { recursive: true, force: true });
  }
}

/** `dateline serve` over a newsroom. */
export class Server {
  /** Starts it, and gives it back when it says where it answers. */
  static async start(newsroom, port = 0) {
    const server = new Server();
    const words = ["serve", "--port", String(port), "--now", NOW, "--root", newsroom.root];
    server.child = spawn(binary, words, { stdio: ["ignore", "pipe", "pipe"] });
    server.said = "";
    server.child.stderr.on("data", (text) => (server.said += text));
    const lines = createInterface({ input: server.child.stdout });
    const ended = once(server.child, "exit").then(() => assert.fail(`dateline serve ended: ${server.said}`));
    ended.catch(() => {});
    const [line] = await Promise.race([once(lines, "line", { signal: AbortSignal.timeout(PATIENCE) }), ended]);
    server.url = new URL(line.match(/http:\S+/)[0]);
    return server;
  }

  get port() {
    return Number(this.url.port);
  }

  /** Ends this process and no other. */
  async end() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit", { signal: AbortSignal.timeout(PATIENCE) });
    this.child.kill("SIGINT");
    try {
      await ended;
    } catch {
      this.child.kill("SIGKILL");
      assert.fail(`dateline serve did not end when it was told to: ${this.said}`);
    }
  }
}

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});
after(() => browser?.close());
/** The browser that the tests of a file share. */
export const theBrowser = () => browser;

/** What a page said that it should not have: errors, violations of the policy, requests to elsewhere. */
export function listen(page, origin, heard) {
  page.on("console", (message) => {
    // Browsers ask for it where the theme names no icon.
    if (message.location().url === `${origin}/favicon.ico`) return;
    if (message.type() === "error" || message.type() === "warning") heard.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => heard.push(`not caught: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) heard.push(`a request to ${request.url()}`);
  });
}

/**
 * Closes the pages of a test. Chromium now and then does not answer when it is told to while a page is being drawn, until
 * something else is asked of it: so each page comes to rest first, and what still hangs is left to the browser's end.
 */
export async function leave(context) {
  const rest = (page) => page.waitForFunction(() => document.readyState === "complete", null, { timeout: 5_000 });
  await Promise.allSettled(context.pages().map(rest));
  await Promise.race([context.close(), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
}

/**
 * A test over a newsroom of its own. `prepare` changes it before the preview starts; `expected` are texts of console errors
 * that belong to what is tested, such as an address that is not there.
 */
export function scene(name, { prepare, expected = [], context: contextOptions = {} } = {}, play) {
  test(name, { timeout: 4 * PATIENCE }, async () => {
    const newsroom = await Newsroom.make();
    let server;
    let context;
    try {
      await prepare?.(newsroom);
      server = await Server.start(newsroom);
      context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1100, height: 800 }, ...contextOptions });
      context.setDefaultTimeout(PATIENCE);
      const heard = [];
      await context.exposeFunction("tellViolation", (text) => heard.push(text));
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => window.tellViolation(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
      const stage = {
        newsroom,
        server,
        context,
        /** Opens a page in a tab of its own. */
        async open(address) {
          const page = await context.newPage();
          listen(page, server.url.origin, heard);
          await page.goto(new URL(address, server.url).href);
          return page;
        },
        /** Ends the preview and starts it again on the same port. */
        async restart(meanwhile = async () => {}) {
          await server.end();
          await meanwhile();
          server = await Server.start(newsroom, server.port);
          stage.server = server;
        },
      };
      await play(stage);
      const odd = heard.filter((text) => !expected.some((it) => text.includes(it)));
      assert.deepEqual(odd, [], "the browser's console and requests");
    } finally {
      if (context) await leave(context);
      await server?.end();
      await newsroom.end();
    }
  });
}

/** Waits for the panel to be there: the page then hears of changes. */
export async function ready(page) {
  await page.locator("#_dateline .panel [role=status]").waitFor();
  return page;
}

export const shows = (page, text) => page.getByText(text).first().waitFor();
export const showsNot = (page, text) => page.waitForFunction((text) => !document.body.innerText.includes(text), text);
export const overlay = (page) => page.getByRole("dialog");
export const panel = (page) => page.getByRole("region", { name: "Preview" });

/** Marks the page: a reload forgets it. */
export const touchWindow = (page) => page.evaluate(() => { window.isSame = true; });
export const isSameWindow = (page) => page.evaluate(() => window.isSame === true);

/** Puts axe into the page and its frames. */
export async function bringAxe(page) {
  for (const frame of page.frames()) await frame.evaluate(axeSource);
}

/** What axe finds and what it cannot tell, with every rule of WCAG 2.2 A and AA and the best practices, in the page and its frames. */
export async function askAxe(page) {
  const results = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    resultTypes: ["violations", "incomplete"],
    // Only an experimental rule reads style sheets, and by an inline style, which the policy refuses.
    preload: false,
  }));
  const told = (it) => it.nodes.map((node) => ({ rule: it.id, target: node.target.flat().join(" "), html: node.html, summary: node.failureSummary }));
  return { violations: results.violations.flatMap(told), incomplete: results.incomplete.flatMap(told) };
}

/** What axe finds. */
export async function axe(page) {
  await bringAxe(page);
  return (await askAxe(page)).violations.map((it) => `${it.rule}: ${it.target} ${it.summary}`);
}
