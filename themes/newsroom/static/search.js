// The search page: a query -> terms -> the few files of the index that have them -> a list. Text becomes elements by
// textContent alone. `terms` cuts a query as the program cuts the texts.

/** The version of the index that this script reads. */
const VERSION = 1;
/** Stands before what the forms of a word have in common. */
const STEM = '~';
/** How many results are shown at once. */
const SHOWN = 10;
/** Letters at the beginning of a word that tell which file it is in. */
const PREFIX = 3;
/** How much of a query is said again. */
const SAID = 60;
/** How long to wait for the next key, in milliseconds. */
const PAUSE = 150;
/** Letters that a word has to have before all that begins like it is looked up, and how many such words at most. */
const [OPEN_LENGTH, OPEN_MOST] = [3, 60];
/** How a word that nobody used is cut to one that is known: to at least so many letters, by at most so many. */
const [NEAR_LENGTH, NEAR_CUT] = [4, 4];
const HAN = '\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const IS_HAN = new RegExp(`^[${HAN}]`, 'u');
const HAS_HAN = new RegExp(`[${HAN}]`, 'u');
/** Words, runs of ideographs, and what stands between them, as they are shown. */
const PIECES = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{Alphabetic}\\p{N}\\p{M}]|(?<=\\p{L})['’.](?=\\p{L}))+|[^\\p{Alphabetic}\\p{N}]+|.`, 'gsu');
const RUNS = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{Alphabetic}\\p{N}])+`, 'gu');

/** Small letters without marks, ideographs in one of their forms. */
export function fold(text, variants) {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '').normalize('NFC').toLowerCase();
  return Array.from(plain, it => variants.get(it) ?? it).join('');
}

/** What belongs to one word in one piece. */
const joined = text => text
  .replace(/(?<![\p{Alphabetic}\p{N}])(?:[a-z]\.){2,}/gu, it => it.replaceAll('.', ''))
  .replace(/(?<=[\p{Alphabetic}\p{N}])['’](?=[\p{Alphabetic}\p{N}])/gu, '')
  .replace(/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/g, '');

const pairs = run => {
  const characters = Array.from(run);
  return characters.length === 1 ? characters : characters.slice(1).map((it, at) => characters[at] + it);
};

const runs = (text, variants) => joined(fold(text, variants)).match(RUNS) ?? [];

/** The terms of a text: words, and each two ideographs that stand side by side. */
export const terms = (text, variants) => runs(text, variants).flatMap(it => (IS_HAN.test(it) ? pairs(it) : [it]));

/** The terms of a query that are looked up: of a long run of ideographs as many pairs as have all of it. */
const queried = (query, variants) => runs(query, variants).flatMap(run => {
  if (!IS_HAN.test(run)) return [run];
  // In a text, one that stands alone here may have another at its side.
  if (Array.from(run).length === 1) return [];
  const all = pairs(run);
  return all.filter((_, at) => at % 2 === 0 || at === all.length - 1);
});

const needsVariants = text => HAS_HAN.test(text.normalize('NFKD'));

const isWord = term => !term.includes(':') && !IS_HAN.test(term);

/** The file that has a term: FNV-1a. */
function shardOf(term, shards) {
  const own = term.replace(STEM, '');
  const key = isWord(own) ? Array.from(own).slice(0, PREFIX).join('') : own;
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % shards;
}

/** A file of terms: each with its word, which is the first of its forms in this file, and the bytes of that one's postings. */
function decoded(bytes) {
  const words = new Map();
  const list = [];
  const text = new TextDecoder();
  let [at, before] = [0, new Uint8Array()];
  const number = () => {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = bytes[at++];
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte & 0x80);
    return value;
  };
  while (at < bytes.length) {
    const common = number();
    const length = number();
    const term = new Uint8Array(common + length);
    term.set(before.subarray(0, common));
    term.set(bytes.subarray(at, at + length), common);
    [at, before] = [at + length, term];
    const size = number();
    if (size) {
      list.push({ forms: [], bytes: bytes.subarray(at, at + size) });
      at += size;
    } else {
      list.push(list[list.length - number()]);
    }
    const word = list.at(-1);
    const name = text.decode(term);
    word.forms.push(name);
    words.set(name, word);
  }
  return words;
}

/** A word's releases by their places, and how much it says of each. */
function postings(bytes) {
  const found = new Map();
  let [release, gap, scale] = [0, 0, 1];
  for (let at = 0; at < 2 * bytes.length; at++) {
    const half = (bytes[at >> 1] >> (4 * (at & 1))) & 15;
    if (half >= 8) {
      gap += (half - 7) * scale;
      scale *= 8;
    } else if (half) {
      found.set(release + gap, half);
      [release, gap, scale] = [release + gap + 1, 0, 1];
    }
  }
  return found;
}

/** The index of a tree; each file is read once. */
export class Index {
  #files = new Map();

  constructor(manifest, variants) {
    this.manifestAddress = new URL(manifest, document.baseURI);
    this.variantsAddress = new URL(variants, document.baseURI);
  }

  /** What was read is read again: the newsroom was published anew meanwhile. */
  forget() {
    this.#files.clear();
  }

  #read(address, decode, options = {}) {
    const key = address.href;
    if (!this.#files.has(key)) {
      const read = fetch(address, options).then(it => {
        if (!it.ok) throw new Error(`${it.status} ${key}`);
        return decode(it);
      });
      // What could not be read is asked for again.
      read.catch(() => this.#files.delete(key));
      this.#files.set(key, read);
    }
    return this.#files.get(key);
  }

  async manifest() {
    const manifest = await this.#read(this.manifestAddress, it => it.json(), { cache: 'no-cache' });
    if (manifest.version !== VERSION) throw new Error('the index is of another version');
    return manifest;
  }

  async variants(text) {
    if (!needsVariants(text)) return new Map();
    return this.#read(this.variantsAddress, async it => {
      const all = Array.from(await it.text());
      return new Map(all.flatMap((from, at) => (at % 2 ? [] : [[from, all[at + 1]]])));
    });
  }

  /** The words of the file of a segment that has a term. */
  words(segment, term) {
    const address = new URL(`${segment.name}/${shardOf(term, segment.shards)}.bin`, this.manifestAddress);
    return this.#read(address, async it => decoded(new Uint8Array(await it.arrayBuffer())));
  }

  async entry(segment, at) {
    const { entries } = await this.manifest();
    const address = new URL(`${segment.name}/${Math.floor(at / entries)}.json`, this.manifestAddress);
    const [folder, title, summary, date, kind, offices, status] =
      (await this.#read(address, it => it.json()))[at % entries];
    return { folder, title, summary, date, kind, offices, status };
  }

  /**
   * The releases that a query finds: `{hits, forms, variants, some, near, isCommon}`. With `some`, no release has all of the words.
   * `near` is the word that stands for one which no release has.
   */
  async search(query, filters, isNewestFirst) {
    const manifest = await this.manifest();
    const variants = await this.variants(query);
    const all = [...new Set(queried(query, variants))];
    const wanted = all.filter(it => !manifest.common.includes(it));
    const chosen = Object.entries(filters).filter(([, value]) => value).map(([name, value]) => `${name}:${value}`);
    const result = { hits: [], forms: new Set(terms(query, variants)), variants, some: false, near: null, isCommon: all.length > 0 && !wanted.length };
    if (result.isCommon || (!wanted.length && !chosen.length)) return result;
    const year = Number(filters.year || 0);
    const segments = manifest.segments.filter(it => !year || (it.years[0] <= year && year <= it.years[1]));
    const files = await Promise.all(segments.map(async segment => ({
      segment,
      wanted: await Promise.all(wanted.map(it => this.words(segment, it))),
      chosen: await Promise.all(chosen.map(it => this.words(segment, it))),
    })));
    const last = /[\p{Alphabetic}\p{N}]$/u.test(query) ? wanted.length - 1 : -1;
    const lookups = wanted.map((term, at) => lookUp(term, files.map(it => it.wanted[at]), at === last, result));
    const total = segments.reduce((sum, it) => sum + it.releases, 0);
    const found = lookups.map(forms => files.map((it, segment) => new Map(
      [...forms[segment]].flatMap(word => [...postings(word.bytes)]).sort((a, b) => a[1] - b[1]),
    )));
    const rarity = found.map(it => Math.log(1 + total / (1 + it.reduce((sum, hits) => sum + hits.size, 0))));
    const scored = n_least => files.flatMap((it, segment) => {
      const allowed = it.chosen.map((words, at) => postings(words.get(chosen[at])?.bytes ?? new Uint8Array()));
      const scores = new Map();
      for (const [term, hits] of found.entries()) {
        for (const [release, weight] of hits[segment]) {
          const score = scores.get(release) ?? [0, 0];
          scores.set(release, [score[0] + 1, score[1] + weight * rarity[term]]);
        }
      }
      if (!found.length) for (const release of allowed[0].keys()) scores.set(release, [0, 0]);
      return [...scores]
        .filter(([release, [n]]) => n >= n_least && allowed.every(it => it.has(release)))
        .map(([release, [, score]]) => ({ segment: it.segment, order: segment, release, score }));
    });
    result.hits = scored(wanted.length);
    if (!result.hits.length && wanted.length > 1) {
      result.hits = scored(Math.ceil(wanted.length / 2));
      result.some = result.hits.length > 0;
    }
    // Segments are in their order from the newest, releases of one from the oldest.
    const byDate = (a, b) => a.order - b.order || b.release - a.release;
    result.hits.sort(isNewestFirst ? byDate : (a, b) => b.score - a.score || byDate(a, b));
    return result;
  }
}

/**
 * The words of each segment that a term stands for: it and its other forms, wherever they are known; for the last term
 * while it is typed, all that begins like it; else the longest known word that it begins with.
 */
function lookUp(term, segments, isOpen, result) {
  const known = new Set([term]);
  const chosen = segments.map(() => new Set());
  const gather = () => {
    let size;
    do {
      size = known.size;
      segments.forEach((words, at) => {
        for (const form of known) {
          const word = words.get(form);
          if (!word) continue;
          chosen[at].add(word);
          word.forms.forEach(it => known.add(it));
        }
      });
    } while (known.size > size);
    return chosen.some(it => it.size);
  };
  let isFound = gather();
  if (!isFound && isWord(term)) {
    const all = new Set(segments.flatMap(it => [...it.keys()]).filter(isWord));
    const begun = isOpen && term.length >= OPEN_LENGTH ? [...all].filter(it => it.startsWith(term)) : [];
    begun.sort((a, b) => a.length - b.length).slice(0, OPEN_MOST).forEach(it => known.add(it));
    isFound = begun.length > 0 && gather();
    for (let cut = 0; !isFound && cut <= NEAR_CUT && term.length - cut >= NEAR_LENGTH; cut++) {
      const shorter = term.slice(0, term.length - cut);
      const near = [shorter, `${shorter}e`, `${shorter}y`, STEM + shorter].find(it => all.has(it));
      if (!near) continue;
      known.add(near);
      isFound = gather();
      const forms = [...known].filter(it => it !== term && !it.startsWith(STEM));
      result.near ??= { word: term, near: all.has(shorter) ? shorter : forms.sort((a, b) => a.length - b.length)[0] };
    }
  }
  known.forEach(it => it.startsWith(STEM) || result.forms.add(it));
  return chosen;
}

/** A text with what was found in it marked, and its Chinese in the language `han`, if that is another than the page's. */
function marked(text, { forms, variants }, han) {
  const parts = document.createDocumentFragment();
  for (const piece of text.match(PIECES) ?? []) {
    if (!IS_HAN.test(piece)) {
      const isFound = terms(piece, variants).some(it => forms.has(it));
      parts.append(isFound ? mark(piece) : piece);
      continue;
    }
    const characters = Array.from(piece);
    const folded = characters.map(it => fold(it, variants));
    const isFound = folded.map((it, at) => (characters.length === 1 && forms.has(it))
      || forms.has(it + (folded[at + 1] ?? '')) || (at > 0 && forms.has(folded[at - 1] + it)));
    const run = han ? document.createElement('span') : parts;
    if (han) {
      run.lang = han;
      parts.append(run);
    }
    for (let at = 0; at < characters.length;) {
      let end = at + 1;
      while (end < characters.length && isFound[end] === isFound[at]) end++;
      const same = characters.slice(at, end).join('');
      run.append(isFound[at] ? mark(same) : same);
      at = end;
    }
  }
  return parts;
}

/** A query as it is said again. */
const shortened = query => (query.length > SAID ? `${query.slice(0, SAID)}…` : query);

function mark(text) {
  const element = document.createElement('mark');
  element.textContent = text;
  return element;
}

/** The page: form, status and list. */
class Finder {
  #asked = 0;
  #timer = 0;
  /** What is shown, and what was said of it. */
  #result = null;
  #said = '';

  constructor(form) {
    const by = id => document.getElementById(id);
    // Where style sheets do not know whether scripts run, it is shown until one does.
    by('_without')?.remove();
    this.form = form;
    this.status = by('_status');
    this.list = by('_results');
    this.more = by('_more');
    this.template = by('_result').content;
    this.says = by('_says').content;
    this.months = form.dataset.months.split('|');
    this.index = new Index(form.dataset.manifest, form.dataset.variants);
    const asked = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (field.name && asked.has(field.name)) field.value = asked.get(field.name);
      // What cannot be chosen is not chosen.
      if (field.tagName === 'SELECT' && field.selectedIndex < 0) field.selectedIndex = 0;
    }
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.search();
    });
    form.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.search(), PAUSE);
    });
    this.more.addEventListener('click', async () => {
      const own = this.#asked;
      const said = await this.#show(this.#result, true).then(() => this.#said, error => this.#failed(error));
      // What was asked since has its own to say.
      if (own === this.#asked && said !== this.status.textContent) this.status.textContent = said;
    });
    const chosen = [...form.elements].some(it => it.tagName === 'SELECT' && it.value);
    if (chosen) by('_choices').open = true;
    if (asked.size) this.search();
    // It is small, and the first thing that every search reads.
    else this.index.manifest().catch(() => {});
  }

  #say(name, values = {}) {
    const text = this.says.querySelector(`[data-say="${name}"]`)?.textContent ?? '';
    return text.replace(/\{(\w+)\}/g, (blank, key) => values[key] ?? blank);
  }

  #count(count) {
    const language = document.documentElement.lang;
    const form = new Intl.PluralRules(language).select(count);
    return this.#say(`found-${form}`, { count: count.toLocaleString(language) });
  }

  #failed(error) {
    console.error(error);
    return this.#say('failed');
  }

  async search() {
    clearTimeout(this.#timer);
    const own = ++this.#asked;
    const { q: query, order, ...filters } = Object.fromEntries(new FormData(this.form));
    const kept = Object.entries({ q: query, ...filters, order }).filter(([, value]) => value);
    history.replaceState(null, '', kept.length ? `?${new URLSearchParams(kept)}` : location.pathname);
    const isLast = () => own === this.#asked;
    const slow = setTimeout(() => { if (isLast()) this.status.textContent = this.#say('wait'); }, 4 * PAUSE);
    let said;
    try {
      const ask = () => this.index.search(query, filters, order === 'newest');
      // Files of an index that was replaced may be gone.
      const result = await ask().catch(() => (this.index.forget(), ask()));
      if (!isLast()) return;
      said = this.#outcome(query.trim(), Object.values(filters).some(Boolean), result);
      await this.#show(result);
    } catch (error) {
      if (!isLast()) return;
      said = this.#failed(error);
      this.list.replaceChildren();
      this.more.parentElement.hidden = true;
    } finally {
      clearTimeout(slow);
      if (isLast()) this.status.textContent = this.#said = said ?? '';
    }
  }

  #outcome(query, isNarrowed, { hits, some, near, isCommon }) {
    const found = this.#count(hits.length);
    if (!query) return isNarrowed ? found : '';
    if (isCommon) return this.#say('common');
    if (!hits.length) return this.#say(Array.from(query).length < 2 ? 'short' : 'none', { query: shortened(query) });
    if (some) return this.#say('some', { found });
    return near ? `${this.#say('near', near)} ${found}` : found;
  }

  /** Shows a result's first hits, or more of them. What was shown stays until they are there, so that nothing moves meanwhile. */
  async #show(result, isMore = false) {
    const own = this.#asked;
    const from = isMore ? this.list.children.length : 0;
    const shown = result.hits.slice(from, from + SHOWN);
    const entries = await Promise.all(shown.map(it => this.index.entry(it.segment, it.release)));
    if (own !== this.#asked) return;
    // What it follows is no longer the end of what is shown.
    if (isMore && (result !== this.#result || from !== this.list.children.length)) return;
    this.#result = result;
    const items = entries.map(it => this.#item(it));
    if (!isMore) this.list.replaceChildren();
    this.list.append(...items);
    this.more.parentElement.hidden = this.list.children.length >= result.hits.length;
    // The button may be gone: reading goes on where it stood.
    if (isMore) items[0]?.querySelector('a').focus();
  }

  #item(entry) {
    const item = this.template.cloneNode(true).firstElementChild;
    const link = item.querySelector('h3 a');
    const chosen = this.form.elements.office?.value;
    const office = entry.offices.includes(chosen) ? chosen : entry.offices[0];
    const home = this.says.querySelector(`[data-office="${CSS.escape(office)}"]`)
      ?? this.says.querySelector('[data-office]');
    link.href = new URL(entry.folder, new URL(home.dataset.href, document.baseURI)).href;
    link.replaceChildren(marked(entry.title, this.#result, this.form.dataset.han));
    item.querySelector('.mark').hidden = entry.status !== 'withdrawn';
    const time = item.querySelector('time');
    const [year, month, day] = entry.date.split('-').map(Number);
    time.dateTime = entry.date;
    time.textContent = this.form.dataset.date.replace(/\{(\w+)\}/g, (blank, key) => ({ year, month: this.months[month - 1], day })[key] ?? blank);
    item.querySelector('.sort').textContent = this.says.querySelector(`[data-kind="${CSS.escape(entry.kind)}"]`)?.textContent ?? '';
    item.querySelector('.summary').append(marked(entry.summary, this.#result, this.form.dataset.han));
    return item;
  }
}

const form = document.getElementById('_finder');
if (form) new Finder(form);
