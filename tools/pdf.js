// The printed book, put together in the browser from the built pages. `book` has a `title`, an `author`, `lines` for the
// title page, and `parts` of a `caption` and `pages` (a `name` such as book/start/how-to-use, the address `site` where it
// lies, and its `html`). Returns the links that lead nowhere.
(book) => {
  const key = name => name.replaceAll("/", "-");
  const pages = new Map(book.parts.flatMap(part => part.pages).map(page => [`${page.name}.html`, page.name]));
  const entrance = book.parts[0].pages[0].name;
  const sheets = new Set(), running = [];

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const link = (target, ...children) => {
    const element = make("a", "", ...children);
    element.href = `#${encodeURIComponent(target)}`;
    return element;
  };

  // What a reader of paper cannot use. (The setup of the notebooks is hidden by the pages' own style of print.)
  const UNUSABLE = `script, button, input, select, textarea, dialog, iframe, canvas, .headerlink, .toctree-wrapper,
    .nnp-controls, .nnp-still, .nnp-said`;

  // Everything folded lies open; of several tabs, all are there, one below the other.
  const unfold = article => {
    for (const details of article.querySelectorAll("details")) {
      if (details.classList.contains("hide")) details.querySelector(":scope > summary")?.remove();
      const open = make("div", `unfolded ${details.className}`);
      for (const summary of details.querySelectorAll(":scope > summary"))
        summary.replaceWith(make("p", "question", ...summary.childNodes));
      open.id = details.id;
      open.append(...details.childNodes);
      details.replaceWith(open);
    }
    for (const still of article.querySelectorAll("noscript"))
      still.replaceWith(make("div", "still", ...still.childNodes));
    for (const label of article.querySelectorAll(".sd-tab-label"))
      label.replaceWith(make("p", "tab", label.textContent.trim()));
  };

  // Elements without a look of their own cost Chromium a minute and the file half its size.
  const thin = article => {
    for (const box of article.querySelectorAll("dl.py code, dl.py pre")) box.textContent = box.textContent;
    for (const part of article.querySelectorAll("dl.py > dt > :not(a)")) part.replaceChildren(part.textContent);
    const PLAIN = `.highlight :is(.n, .nb, .nn, .nf, .nc, .o, .p, .w), .pre, pre > span:empty,
      dl.py > dt > :not(.sig-name, a)`;
    for (const span of article.querySelectorAll(PLAIN)) span.replaceWith(...span.childNodes);
    article.normalize();
    for (const pre of article.querySelectorAll("pre"))
      if (pre.textContent.split("\n").length <= 10) pre.classList.add("short");
    for (const heading of article.querySelectorAll("h1, h2, h3, h4, h5, h6"))
      for (const text of heading.childNodes)
        if (text.nodeType === Node.TEXT_NODE) text.data = text.data.replace(/\s+/g, " ");
  };

  // Solutions stand at the end of their chapter, where nobody reads them by accident.
  const solutions = article => {
    const found = [...article.querySelectorAll(".cell.tag_solution")];
    if (!found.length) return;
    const heading = make("h2", "", "Solutions"), end = make("section", "solutions", heading);
    end.id = "solutions-of-this-chapter";
    let last = null;
    for (const [number, cell] of found.entries()) {
      const exercise = cell.closest("section");
      const title = exercise.querySelector("h1, h2, h3, h4, h5, h6").textContent;
      if (exercise !== last) {
        const back = make("h3", "", link(exercise.id, title));
        back.id = `solution-${number}`;
        cell.before(make("p", "to-solution", link(back.id, "Solution"), " at the end of the chapter."));
        end.append(back);
        last = exercise;
      }
      end.append(cell);
    }
    article.querySelector("section").append(end);
  };

  // An id is unique in its page; with the page's name before it, in the whole.
  const rename = (article, page) => {
    for (const element of article.querySelectorAll("[id]"))
      if (element.id) element.id = `${key(page)}--${element.id}`;
      else element.removeAttribute("id");
    for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"])
      for (const element of article.querySelectorAll(`[${name}]`)) element.removeAttribute(name);
  };

  const target = (href, page) => {
    const url = new URL(href, `file:///${page}.html`);
    if (url.protocol !== "file:") return url.href;
    const path = decodeURIComponent(url.pathname.slice(1));
    const name = path === "index.html" ? entrance : pages.get(path);
    return name && `#${key(name)}${url.hash.length > 1 ? `--${decodeURIComponent(url.hash.slice(1))}` : ""}`;
  };

  // Links to pages that the print has lead there; those to the search, the indexes and the notebooks' files end.
  const lead = (article, page) => {
    for (const a of article.querySelectorAll("a[href]")) {
      const to = target(a.getAttribute("href"), page.name);
      if (to) a.setAttribute("href", to);
      else if (a.classList.contains("sd-hide-link-text")) a.remove();
      else a.replaceWith(...a.childNodes);
    }
    for (const image of article.querySelectorAll("img[src]"))
      image.setAttribute("src", new URL(image.getAttribute("src"), page.site).href);
  };

  // Below the title of a part stand those of its chapters.
  const lower = article => {
    for (const heading of [...article.querySelectorAll("h1, h2, h3, h4, h5")].reverse()) {
      const next = make(`h${Number(heading.tagName[1]) + 1}`, heading.className, ...heading.childNodes);
      next.id = heading.id;
      heading.replaceWith(next);
    }
  };

  const printed = (page, caption) => {
    const source = new DOMParser().parseFromString(page.html, "text/html");
    for (const sheet of source.querySelectorAll("link[rel=stylesheet]"))
      sheets.add(new URL(sheet.getAttribute("href"), page.site).href);
    const article = source.querySelector("article.bd-article");
    for (const element of article.querySelectorAll(UNUSABLE)) element.remove();
    unfold(article);
    thin(article);
    solutions(article);
    rename(article, page.name);
    lead(article, page);
    if (caption) lower(article);
    article.id = key(page.name);
    article.style.page = `c${running.length}`;
    running.push(article.querySelector("h1, h2").textContent);
    return document.importNode(article, true);
  };

  const cover = () => {
    const page = make("section", "cover", make("p", "title", book.title), make("p", "author", book.author));
    for (const {text, href} of book.lines) {
      const line = href ? make("a", "", text) : text;
      if (href) line.href = href;
      page.append(make("p", "", line));
    }
    return page;
  };

  const contents = make("nav", "toc", make("h1", "", "Contents")), articles = [];
  for (const part of book.parts) {
    const list = make("ul", "");
    for (const [place, page] of part.pages.entries()) {
      const article = printed(page, part.caption), number = make("span", "number", "000");
      number.dataset.of = article.id;
      list.append(make("li", "", link(article.id, make("span", "", running.at(-1)), number)));
      if (place === 0 && part.caption) {
        const heading = make("h1", "part", part.caption);
        heading.id = `part-${articles.length}`;
        article.prepend(heading);
        contents.append(make("p", "", link(heading.id, part.caption)));
      }
      articles.push(article);
    }
    contents.append(list);
  }
  document.body.replaceChildren(cover(), contents, ...articles);

  const heads = running.map((title, n) => `@page c${n} { @top-right { content: ${JSON.stringify(title)} } }`);
  document.head.prepend(...[...sheets].map(href => Object.assign(make("link"), {rel: "stylesheet", href})));
  document.head.append(make("style", "", heads.join("\n")));
  const ends = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute("href").slice(1));
  return ends.filter(id => !document.getElementById(decodeURIComponent(id)));
}
