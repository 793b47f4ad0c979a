// One figure of many frames, chosen by native controls. Starts every player of the page that has not been started yet:
// a notebook may run this script once for each, at a time when others are there already.
(() => {
  if (!document.getElementById("nnp-style")) {
    const style = document.createElement("style");
    style.id = "nnp-style";
    style.textContent = "%CSS%";
    document.head.append(style);
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function start(root, data) {
    const image = root.querySelector("img");
    const said = root.querySelector(".nnp-said");
    const play = root.querySelector(".nnp-play");
    const serial = window.nnpPlayers = (window.nnpPlayers || 0) + 1;
    const choices = [...root.querySelectorAll(".nnp-choice")].map((box, index) => {
      const radios = [...box.querySelectorAll("input[type=radio]")];
      // Radio buttons of one name belong together in the whole document: the name is made unique here, not in the stored page.
      // As is `autocomplete`, which HTML does not know of radio buttons: browsers that bring back what was chosen heed it.
      for (const radio of radios) {
        radio.name = "nnp-" + serial + "-" + index;
        radio.setAttribute("autocomplete", "off");
      }
      const input = box.querySelector("input[type=range], select");
      const value = box.querySelector(".nnp-value");
      return {
        get: () => radios.length ? Math.max(0, radios.findIndex(radio => radio.checked)) : +input.value,
        set: to => { if (radios.length) radios[to].checked = true; else input.value = to; },
        tell: to => {
          if (!value) return;
          value.textContent = data.texts[index][to];
          input.setAttribute("aria-valuetext", data.texts[index][to]);
        },
      };
    });
    const parts = data.parts.split("\n");
    const addresses = [];
    let timer = null, later = null;

    function address(picture) {
      const runs = data.pictures[picture];
      if (typeof runs === "string") return runs;
      let svg = "";
      for (let i = 0; i < runs.length; i += 2) svg += parts.slice(runs[i], runs[i] + runs[i + 1]).join("");
      return "data:image/svg+xml," + encodeURIComponent(svg);
    }

    function show() {
      const at = choices.map(choice => choice.get());
      const frame = at.reduce((k, value, index) => k * data.sizes[index] + value, 0);
      const picture = data.order[frame];
      choices.forEach((choice, index) => choice.tell(at[index]));
      image.src = addresses[picture] ||= address(picture);
      image.alt = data.alts[frame];
    }

    // A screen reader hears the new picture in words, once the control has come to rest.
    function say() {
      clearTimeout(later);
      later = setTimeout(() => { said.textContent = image.alt; }, 600);
    }

    function label() {
      if (play) play.textContent = play.textContent.replace(/^\w+/, calm.matches ? "Step" : timer ? "Pause" : "Play");
    }

    function pause() {
      clearInterval(timer);
      timer = null;
      label();
    }

    function forward() {
      const choice = choices[data.play], last = data.sizes[data.play] - 1;
      choice.set(choice.get() < last ? choice.get() + 1 : 0);
      show();
    }

    // Plays to the end and stops there: pressed again, it starts from the beginning.
    function tick() {
      if (root.isConnected) forward();
      if (!root.isConnected || choices[data.play].get() === data.sizes[data.play] - 1) {
        pause();
        say();
      }
    }

    root.addEventListener("input", () => { pause(); show(); say(); });
    root.querySelector(".nnp-reset").addEventListener("click", () => {
      pause();
      choices.forEach((choice, index) => choice.set(data.start[index]));
      show();
      say();
    });
    play?.addEventListener("click", () => {
      if (calm.matches) {
        forward();
        say();
      } else if (timer) {
        pause();
        say();
      } else {
        timer = setInterval(tick, data.interval);
        label();
        tick();
      }
    });
    calm.addEventListener("change", pause);
    root.querySelector(".nnp-still")?.remove();
    root.querySelector(".nnp-controls").style.display = "";
    // A browser that comes back to the page may have kept the controls, not the picture: both begin as written.
    choices.forEach((choice, index) => choice.set(data.start[index]));
    label();
    show();
  }

  for (const root of document.querySelectorAll(".nnp:not([data-nnp-ready])")) {
    const data = root.querySelector("script[type='application/json']");
    if (!data) continue;
    root.dataset.nnpReady = "";
    start(root, JSON.parse(data.textContent));
  }
})();
