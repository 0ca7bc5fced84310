// Browse the sample articles: only those with one label, and from one to the next.
(() => {
  const articles = [...document.querySelectorAll(".sample")];
  const bar = document.getElementById("browse");
  const label = bar.querySelector("select");
  const place = bar.querySelector("output");
  const shown = () => articles.filter((article) => !article.hidden);
  let current = null;

  const tell = () => {
    const list = shown();
    const at = list.indexOf(current) + 1;
    place.value = at ? `${at} of ${list.length}` : `${list.length} of ${articles.length}`;
  };
  const filter = () => {
    for (const article of articles) {
      article.hidden = label.value !== "" && !article.dataset.labels.split(" ").includes(label.value);
    }
    if (current && current.hidden) current = null;
    tell();
  };
  const step = (by) => {
    const list = shown();
    if (!list.length) return;
    const at = list.indexOf(current);
    current = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length];
    current.open = true;
    current.scrollIntoView();
    current.querySelector("summary").focus({ preventScroll: true });
    tell();
  };

  label.addEventListener("change", filter);
  bar.querySelector(".previous").addEventListener("click", () => step(-1));
  bar.querySelector(".next").addEventListener("click", () => step(1));
  bar.hidden = false;
  filter(); // a browser may remember the label over a reload
})();
