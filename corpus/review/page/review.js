"use strict";
// The page of `corpus review`. All that comes from articles is set as text, never as markup.

const $ = (id) => document.getElementById(id);
const words = (label) => label.replaceAll("_", " ");
const LETTERS = { headline: "H", standfirst: "I", byline: "B", dateline: "D", caption: "F", subheading: "G" };

let start; // what does not change: labels, hues, annotator; and the articles with what became of them
let number = 0; // of the article that is shown
let article; // as the server gave it
let rows = []; // as they are now; an object is replaced, never changed
let complete = false; // whether the person accepted them
let at = 0, anchor = 0; // the row of the person, and where a selection of several began
let cut = null; // while a row is split: {places, index}
let isConflict = false;
const history = []; // {number, rows, complete, at} before each change

// --- the server -----------------------------------------------------------------------------

async function ask(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
  return response.json();
}

let isSaving = false, isDirty = false;

async function save() {
  isDirty = true;
  if (isSaving || isConflict) return;
  isSaving = true;
  tell("saving …");
  try {
    while (isDirty) {
      isDirty = false;
      const of = number;
      const body = JSON.stringify({
        version: article.version, complete,
        rows: rows.map((row) => [row.start, row.end, row.label, row.touched]),
      });
      const headers = { "content-type": "application/json" };
      const said = await ask(`article/${of}`, { method: "PUT", headers, body });
      article.version = said.version;
      start.articles[of] = said;
    }
    tell("saved");
  } catch (error) {
    isDirty = true;
    if (error.status === 409) showConflict();
    else tell(`not saved: ${error.message}`);
  }
  isSaving = false;
  showProgress();
}

function showConflict() {
  isConflict = true;
  tell("not saved");
  $("conflict").hidden = false;
  $("reload").focus();
}

async function open(index, select = 0) {
  if (isSaving || (isDirty && !isConflict)) return tell("not saved yet");
  article = await ask(`article/${index}`);
  number = index;
  isConflict = isDirty = false;
  cut = null;
  rows = article.rows;
  complete = article.done;
  start.articles[index] = article;
  $("conflict").hidden = true;
  $("title").textContent = article.title;
  $("title").lang = $("rows").lang = article.language;
  $("rows").dir = getComputedStyle($("title")).direction;
  $("meta").textContent = [article.outlet, article.language, article.id].join(" · ");
  render();
  go(select);
  showProgress();
  $("rows").focus({ preventScroll: true });
  if (!select) scrollTo(0, 0);
}

// --- what is shown --------------------------------------------------------------------------

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function render() {
  $("rows").replaceChildren(...rows.map((row, index) => fill(element("div"), row, index)));
}

function fill(line, row, index) {
  const family = row.label && (start.furniture.includes(row.label) ? "furniture" : "boilerplate");
  line.id = `row-${index}`;
  line.setAttribute("role", "option");
  line.className = ["row", family, row.touched && "touched"].filter(Boolean).join(" ");
  line.style.setProperty("--h", row.label ? start.hues[row.label] : 0);
  const text = element("span", "text", row.shown);
  text.dir = "auto";
  line.replaceChildren(text, element("span", "tag", row.label ? words(row.label) : row.touched ? "story" : ""));
  return line;
}

function change(to) {
  const before = rows;
  rows = to;
  if (before.length !== rows.length) render();
  else rows.forEach((row, index) => row !== before[index] && fill($(`row-${index}`), row, index));
  go(Math.min(at, rows.length - 1), anchor !== at);
}

function go(index, extends_ = false) {
  const range = (one, other) => [Math.min(one, other), Math.max(one, other)];
  const mark = (isSelected) => {
    const [first, last] = range(at, anchor);
    for (let i = first; i <= last; i++) {
      $(`row-${i}`)?.setAttribute("aria-selected", isSelected);
      $(`row-${i}`)?.classList.remove("at");
    }
  };
  mark(false);
  at = Math.max(0, Math.min(index, rows.length - 1));
  if (!extends_) anchor = at;
  anchor = Math.min(anchor, rows.length - 1);
  mark(true);
  const line = $(`row-${at}`);
  line.classList.add("at");
  line.scrollIntoView({ block: "nearest" });
  $("rows").setAttribute("aria-activedescendant", line.id);
  showVotes();
}

function selected() {
  return [Math.min(at, anchor), Math.max(at, anchor)];
}

function showVotes() {
  const row = rows[at];
  for (const button of $("labels").querySelectorAll("button"))
    button.setAttribute("aria-pressed", button.dataset.label === row.label);
  const votes = row.votes.map((vote) => {
    const line = element("p");
    const said = element("span", "", `${words(vote.label)} `);
    said.append(element("code", "", vote.source));
    if (vote.why) said.append(element("span", "soft", ` ${vote.why}`));
    line.append(element("span", "num", vote.weight.toFixed(2)), said);
    return line;
  });
  const nobody = element("span", "soft", "Nobody voted on this line.");
  $("votes").replaceChildren(...(votes.length ? votes : [nobody]));
}

function showProgress() {
  const judged = start.articles.filter((each) => each.done).length;
  $("judged").textContent = `${judged} of ${start.articles.length} judged by ${start.annotator}`;
  $("progress").max = start.articles.length;
  $("progress").value = judged;
  const list = $("articles");
  if (list.length !== start.articles.length)
    list.replaceChildren(...start.articles.map((_, index) => new Option("", index)));
  start.articles.forEach((each, index) => {
    list.options[index].textContent = `${each.done ? "✓ " : ""}${index + 1}. ${each.title}`;
  });
  list.value = number;
  const total = (name) => start.articles.reduce((sum, each) => sum + each.change[name], 0);
  const told = (count) => `${count("relabelled")} relabelled, ${count("cleared")} cleared, ${count("added")} added`;
  $("changes").textContent =
    `In this article: ${told((name) => start.articles[number].change[name])}. In all: ${told(total)}.`;
  document.title = `${judged}/${start.articles.length} · Review`;
}

function tell(text) {
  $("status").textContent = text;
}

// --- what a person does ---------------------------------------------------------------------

function edit(to, isAccepted = false) {
  if (isConflict) return tell("load the other labels first");
  history.push({ number, rows, complete, at });
  complete = isAccepted;
  change(to);
  save();
}

function label(name) {
  const [first, last] = selected();
  edit(rows.map((row, index) => (first <= index && index <= last ? { ...row, label: name, touched: true } : row)));
  if (first === last) go(at + 1);
}

async function undo() {
  const last = history.pop();
  if (!last) return tell("nothing to undo");
  if (isConflict) return tell("load the other labels first");
  if (last.number !== number) await open(last.number, last.at);
  complete = last.complete;
  change(last.rows);
  go(last.at);
  save();
}

async function accept() {
  const of = number;
  edit(rows.map((row) => (row.touched ? row : { ...row, touched: true })), true);
  while (isSaving) await new Promise((resolve) => setTimeout(resolve, 20));
  if (!start.articles[of].done) return;
  const left = start.articles.findIndex((each, index) => index > of && !each.done);
  const next = left >= 0 ? left : start.articles.findIndex((each) => !each.done);
  if (next >= 0) await open(next);
  else tell("all articles are judged");
}

// Where a row can be cut, in UTF-16 units of its text: in front of words and signs.
function placesToCut(text) {
  const pieces = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)];
  return pieces.map((piece) => piece.index).filter((index) => index > 0 && /\S/u.test(text[index]));
}

function split() {
  const row = rows[at];
  const chosen = getSelection();
  const text = $(`row-${at}`).querySelector(".text").firstChild;
  if (!chosen.isCollapsed && chosen.anchorNode === text && chosen.focusNode === text && row.shown === row.text) {
    const ends = [chosen.anchorOffset, chosen.focusOffset];
    chosen.removeAllRanges();
    return cutRow(ends);
  }
  const places = placesToCut(row.text);
  if (!places.length) return tell("one word cannot be split");
  cut = { places, index: Math.floor(places.length / 2) };
  showCut();
  tell("← → to the place, Enter cuts, Esc leaves it");
}

function showCut() {
  const text = $(`row-${at}`).querySelector(".text");
  const place = cut.places[cut.index];
  text.replaceChildren(rows[at].text.slice(0, place), element("span", "cut"), rows[at].text.slice(place));
}

function endCut() {
  cut = null;
  fill($(`row-${at}`), rows[at], at);
  go(at);
  tell("");
}

function cutRow(places) {
  const row = rows[at];
  const parts = [];
  const edges = [0, ...places.sort((a, b) => a - b), row.text.length];
  for (let i = 1; i < edges.length; i++) {
    const piece = row.text.slice(edges[i - 1], edges[i]);
    const text = piece.trim();
    if (!text) continue;
    const before = row.text.slice(0, edges[i - 1] + piece.indexOf(text));
    const first = row.start + [...before].length; // code points
    parts.push({ ...row, start: first, end: first + [...text].length, text, shown: text, touched: true });
  }
  cut = null;
  edit([...rows.slice(0, at), ...parts, ...rows.slice(at + 1)]);
}

// --- keys -----------------------------------------------------------------------------------

const KEYS = {
  KeyJ: (event) => go(at + 1, event.shiftKey), KeyK: (event) => go(at - 1, event.shiftKey),
  ArrowDown: (event) => go(at + 1, event.shiftKey), ArrowUp: (event) => go(at - 1, event.shiftKey),
  Home: () => go(0), End: () => go(rows.length - 1),
  KeyC: () => label(null), KeyS: split, KeyU: undo, KeyA: accept,
  KeyN: (event) => step(event.shiftKey ? -1 : 1),
  KeyR: () => isConflict && open(number, at),
};

function step(by) {
  const index = number + by;
  if (index >= 0 && index < start.articles.length) open(index);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, summary")) return;
  if (event.target.matches("button") && ["Enter", "Space"].includes(event.code)) return;
  const letter = /^[a-z]$/i.test(event.key) ? `Key${event.key.toUpperCase()}` : event.code;
  const act = cut ? CUT_KEYS[event.code] : LABEL_KEYS[(event.shiftKey ? "Shift" : "") + letter] ?? KEYS[letter];
  if (!act) return;
  event.preventDefault();
  act(event);
}

const CUT_KEYS = {
  ArrowLeft: () => moveCut(-1), ArrowRight: () => moveCut(1),
  Enter: () => cutRow([cut.places[cut.index]]), Escape: endCut,
};

function moveCut(by) {
  cut.index = Math.max(0, Math.min(cut.places.length - 1, cut.index + by));
  showCut();
}

const LABEL_KEYS = {};

// Ten labels on the digits, the next ones on the digits with Shift, furniture on letters.
function bindLabels() {
  const key = (index) => (index < 10 ? ["", (index + 1) % 10] : ["Shift", (index - 9) % 10]);
  const add = (name, shown, code) => {
    LABEL_KEYS[code] = () => label(name);
    const button = element("button", "", words(name));
    button.type = "button";
    button.title = start.meanings[name];
    button.dataset.label = name;
    button.style.setProperty("--h", start.hues[name]);
    button.append(element("kbd", "", shown));
    button.addEventListener("click", () => label(name));
    $("labels").append(button);
  };
  $("labels").append(element("p", "gap", "Boilerplate: a reader would not miss it"));
  start.boilerplate.forEach((name, index) => {
    const [shift, digit] = key(index);
    add(name, (shift ? "⇧" : "") + digit, `${shift}Digit${digit}`);
  });
  $("labels").append(element("p", "gap", "Furniture: it belongs to the article"));
  start.furniture.forEach((name) => add(name, LETTERS[name], `Key${LETTERS[name]}`));
}

function onRow(event) {
  const line = event.target.closest(".row");
  if (line && !cut) go(Number(line.id.slice(4)), event.shiftKey);
}

async function begin() {
  start = await ask("start");
  bindLabels();
  document.addEventListener("keydown", onKey);
  $("rows").addEventListener("click", onRow);
  $("accept").addEventListener("click", accept);
  $("clear").addEventListener("click", () => label(null));
  $("split").addEventListener("click", split);
  $("undo").addEventListener("click", undo);
  $("reload").addEventListener("click", () => open(number, at));
  $("before").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("articles").addEventListener("change", () => open(Number($("articles").value)));
  addEventListener("beforeunload", (event) => isDirty && event.preventDefault());
  const left = start.articles.findIndex((each) => !each.done);
  await open(Math.max(0, left));
}

begin().catch((error) => tell(`the page cannot be shown: ${error.message}`));
