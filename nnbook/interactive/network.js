// Runs a trained network on what the reader draws: strokes become an image (as in _ink.py), the image goes through the
// layers one by one, and every response is painted. Starts each board of the page that has not been started yet.
(() => {
  if (!document.getElementById("nnd-style")) {
    const style = document.createElement("style");
    style.id = "nnd-style";
    style.textContent = "%CSS%";
    document.head.append(style);
  }

  // The layers: from a response {shape, data} to the next. Maps have the shape [C, H, W], units [N].
  function windows(x, { kernel_size: [kh, kw], stride: [sh, sw], padding: [ph, pw] }, maps, visit) {
    const [, height, width] = x.shape;
    const h = Math.floor((height + 2 * ph - kh) / sh) + 1, w = Math.floor((width + 2 * pw - kw) / sw) + 1;
    const data = new Float32Array(maps * h * w);
    for (let m = 0, at = 0; m < maps; m++)
      for (let i = 0; i < h; i++)
        for (let j = 0; j < w; j++) data[at++] = visit(m, i * sh - ph, j * sw - pw);
    return { shape: [maps, h, w], data };
  }

  // Combines the values of a window of one map; beyond the rim there are none.
  function pooled(x, layer, first, combine) {
    const [maps, height, width] = x.shape, [kh, kw] = layer.kernel_size;
    return windows(x, layer, maps, (m, top, left) => {
      let value = first;
      for (let r = Math.max(0, top); r < Math.min(height, top + kh); r++)
        for (let c = Math.max(0, left); c < Math.min(width, left + kw); c++)
          value = combine(value, x.data[(m * height + r) * width + c]);
      return value;
    });
  }

  function softmax(values) {
    const top = Math.max(...values), powers = Array.from(values, v => Math.exp(v - top));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map(p => p / sum);
  }

  const each = f => x => ({ shape: x.shape, data: Float32Array.from(x.data, f) });

  const LAYERS = {
    Conv2d(x, layer) {
      const [channels, height, width] = x.shape, [kh, kw] = layer.kernel_size;
      return windows(x, layer, layer.maps, (m, top, left) => {
        let sum = layer.bias ? layer.bias[m] : 0;
        for (let c = 0, k = m * channels * kh * kw; c < channels; c++)
          for (let r = top; r < top + kh; r++)
            for (let s = left; s < left + kw; s++, k++)
              if (r >= 0 && r < height && s >= 0 && s < width)
                sum += layer.weight[k] * x.data[(c * height + r) * width + s];
        return sum;
      });
    },
    MaxPool2d: (x, layer) => pooled(x, layer, -Infinity, Math.max),
    AvgPool2d(x, layer) {
      const count = layer.kernel_size[0] * layer.kernel_size[1];
      return pooled(x, layer, 0, (sum, value) => sum + value / count);
    },
    Flatten: x => ({ shape: [x.data.length], data: x.data }),
    Linear(x, layer) {
      const inputs = x.data.length, units = layer.weight.length / inputs;
      const data = Float32Array.from({ length: units }, (_, n) => {
        let sum = layer.bias ? layer.bias[n] : 0;
        for (let i = 0; i < inputs; i++) sum += layer.weight[n * inputs + i] * x.data[i];
        return sum;
      });
      return { shape: [units], data };
    },
    ReLU: each(v => Math.max(0, v)),
    Tanh: each(Math.tanh),
    Sigmoid: each(v => 1 / (1 + Math.exp(-v))),
    Softmax: x => ({ shape: x.shape, data: Float32Array.from(softmax(x.data)) }),
  };

  // Strokes, lists of points [x, y] from 0 to 1, as side x side pixels: see _ink.py for what is done and why.
  function image(strokes, ink, centered) {
    const { side, block } = ink, blocks = centered ? ink.grid : ink.blocks, size = blocks * block;
    const values = new Float32Array(side * side);
    if (!strokes.length) return values;
    let center = [0.5, 0.5], scale = [0, 1].map(() => block * side / ink.magnification);
    if (centered) {
      const points = strokes.flat(), low = [0, 1].map(k => points.reduce((m, p) => Math.min(m, p[k]), Infinity));
      const high = [0, 1].map(k => points.reduce((m, p) => Math.max(m, p[k]), -Infinity));
      center = [0, 1].map(k => (low[k] + high[k]) / 2);
      const [fit, tall] = [0, 1].map(k => ink.box[k] / Math.max(high[k] - low[k], ink.smallest)), wide = Math.min(fit, tall);
      scale = [wide, Math.min(tall, ink.stretch * wide)];
    }
    const away = new Float64Array(size * size).fill(Infinity);
    for (const stroke of strokes) {
      const line = stroke.map(p => [0, 1].map(k => (p[k] - center[k]) * scale[k] + size / 2));
      for (let n = 0; n < Math.max(1, line.length - 1); n++) {
        const [ax, ay] = line[n], [bx, by] = line[Math.min(n + 1, line.length - 1)], dx = bx - ax, dy = by - ay;
        for (let at = 0; at < away.length; at++) {
          const x = at % size + 0.5 - ax, y = Math.floor(at / size) + 0.5 - ay;
          const along = Math.min(1, Math.max(0, (x * dx + y * dy) / (dx * dx + dy * dy || 1)));
          const across = x - along * dx, down = y - along * dy;
          away[at] = Math.min(away[at], across * across + down * down);
        }
      }
    }
    const reach = centered ? Math.min(away.slice().sort()[ink.ink - 1], ink.thickest ** 2) : ink.pen ** 2;
    const counts = new Float64Array(blocks * blocks);
    away.forEach((d, at) => {
      if (d <= reach) counts[Math.floor(at / size / block) * blocks + Math.floor(at % size / block)] += 1 / block ** 2;
    });
    const share = (pixel, k) => Math.max(0, 1 - Math.abs((pixel - (side - 1) / 2) / ink.magnification + (blocks - 1) / 2 - k));
    const between = Array.from({ length: side }, (_, i) => Array.from({ length: blocks }, (_, k) => share(i, k)));
    return values.map((_, at) => {
      let sum = 0;
      const rows = between[Math.floor(at / side)], columns = between[at % side];
      rows.forEach((a, r) => { if (a) columns.forEach((b, c) => { if (b) sum += a * b * counts[r * blocks + c]; }); });
      return sum;
    });
  }

  const bytes = address => Uint8Array.from(atob(address.split(",")[1]), sign => sign.charCodeAt(0));

  function start(root, data) {
    const side = data.ink.side, find = name => root.querySelector(".nnd-" + name);
    const paper = find("paper"), said = find("said"), centered = root.querySelector("input");
    const pictures = [...root.querySelectorAll(".nnd-layers canvas")];
    const sheet = document.createElement("canvas");
    const lines = [...root.querySelectorAll(".nnd-classes li")];
    const numbers = new Int16Array(bytes(data.weights).buffer), pixels = bytes(data.examples);
    const layers = data.layers.map(layer => ({ ...layer }));
    for (const layer of layers)
      for (const key of ["weight", "bias"])
        if (layer[key]) {
          const [from, count, step] = layer[key];
          layer[key] = Float32Array.from(numbers.subarray(from, from + count), n => n * step);
        }
    const colors = Object.fromEntries(Object.entries(data.colors).map(([name, text]) =>
      [name, text.match(/.{6}/g).map(code => [0, 2, 4].map(k => parseInt(code.slice(k, k + 2), 16)))]));
    let strokes = [], example = null, pointer = null, waiting = false, later = null;
    const pen = { x: 0.5, y: 0.5, down: false, seen: false };

    // An example lies on the paper as it is, and what is drawn on it stays in its place.
    function seen() {
      const drawn = image(strokes, data.ink, centered.checked && !example);
      return example ? drawn.map((v, at) => Math.max(v, example[at])) : drawn;
    }

    function paint(canvas, { shape, data: values }, scale) {
      const [maps, height, width] = shape.length === 3 ? shape : [1, 1, shape[0]];
      const across = Math.min(maps, data.columns), rows = Math.ceil(maps / across);
      canvas.width = across * (width + 1) - 1;
      canvas.height = rows * (height + 1) - 1;
      const context = canvas.getContext("2d"), picture = context.createImageData(canvas.width, canvas.height);
      const reach = values.reduce((m, v) => Math.max(m, Math.abs(v)), scale === "ink" ? 1 : 1e-9);
      const signed = values.some(v => v < 0), palette = colors[scale || (signed ? "signed" : "amounts")];
      values.forEach((v, at) => {
        const map = Math.floor(at / height / width), r = Math.floor(at / width) % height, c = at % width;
        const place = (Math.floor(map / across) * (height + 1) + r) * canvas.width + map % across * (width + 1) + c;
        const part = signed ? (v / reach + 1) / 2 : v / reach;
        picture.data.set([...palette[Math.min(palette.length - 1, Math.floor(part * palette.length))], 255], 4 * place);
      });
      context.putImageData(picture, 0, 0);
      const best = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
      canvas.setAttribute("aria-label", scale === "ink" ? "the image that the network sees"
        : maps > 1 ? "strongest response in map " + (Math.floor(best / height / width) + 1) + " of " + maps
        : "strongest response in unit " + (best + 1) + " of " + values.length);
    }

    function paintPaper() {
      const context = paper.getContext("2d"), size = paper.width;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, size, size);
      context.imageSmoothingEnabled = false;
      if (example) context.drawImage(sheet, 0, 0, size, size);
      context.strokeStyle = "#000";
      context.lineCap = context.lineJoin = "round";
      context.lineWidth = 2 * data.ink.pen * data.ink.magnification / data.ink.block / side * size;
      for (const stroke of strokes) {
        context.beginPath();
        for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * size, y * size);
        context.stroke();
      }
      if (!pen.seen) return;
      context.beginPath();
      context.arc(pen.x * size, pen.y * size, context.lineWidth / 2, 0, 7);
      context.lineWidth = 6;
      context.strokeStyle = "#0a7bd0";
      context.stroke();
      context.fillStyle = pen.down ? "#0a7bd0" : "#fff8";
      context.fill();
    }

    function update() {
      waiting = false;
      const input = seen();
      const outputs = [{ shape: [1, side, side], data: input.map(v => (v - data.mean) / data.std) }];
      for (const layer of layers) outputs.push(LAYERS[layer.kind](outputs.at(-1), layer));
      const last = outputs.at(-1).data;
      const chances = layers.at(-1).kind === "Softmax" ? [...last] : softmax(last);
      paintPaper();
      paint(pictures[0], { shape: [1, side, side], data: input }, "ink");
      data.shown.forEach((index, row) => paint(pictures[row + 1], outputs[index + 1]));
      const best = Math.max(...chances);
      lines.forEach((line, k) => {
        line.querySelector(".nnd-bar span").style.width = 100 * chances[k] + "%";
        line.querySelector(".nnd-chance").textContent = Math.round(100 * chances[k]) + " %";
        line.classList.toggle("nnd-best", chances[k] === best);
      });
      // For whoever wants the numbers, and for the tests.
      Object.assign(root, { strokes, input, responses: outputs.slice(1), chances });
    }

    // Pictures follow the pen, once a frame; the sentence waits until drawing rests, so that a screen reader says one.
    function changed() {
      if (!waiting) requestAnimationFrame(update);
      waiting = true;
      clearTimeout(later);
      later = setTimeout(say, 700);
    }

    function say() {
      const order = root.chances.map((_, k) => k).sort((a, b) => root.chances[b] - root.chances[a]);
      const [first, second] = order.map(k => k + ", " + Math.round(100 * root.chances[k]) + " percent");
      const empty = strokes.length || example ? "M" : "The paper is empty. Even so, m";
      said.textContent = empty + "ost likely " + first + "; then " + second + ".";
    }

    function clear() {
      [strokes, example, pen.down] = [[], null, false];
      changed();
    }

    function place(event) {
      const box = paper.getBoundingClientRect(), inside = v => Math.min(1, Math.max(0, v));
      return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
    }

    paper.addEventListener("pointerdown", event => {
      if (pointer !== null || event.button) return;
      pointer = event.pointerId;
      paper.setPointerCapture(pointer);
      pen.down = pen.seen = false;
      strokes.push([place(event)]);
      changed();
    });
    paper.addEventListener("pointermove", event => {
      if (event.pointerId !== pointer) return;
      for (const each of event.getCoalescedEvents?.() || [event]) {
        const to = place(each), from = strokes.at(-1).at(-1);
        if (Math.hypot(to[0] - from[0], to[1] - from[1]) > 0.01) strokes.at(-1).push(to);
      }
      changed();
    });
    for (const end of ["pointerup", "pointercancel"])
      paper.addEventListener(end, event => { if (event.pointerId === pointer) pointer = null; });

    const STEP = 1 / 32, ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    paper.addEventListener("keydown", event => {
      const step = ARROWS[event.key], turns = event.key === " " || event.key === "Enter";
      if (event.ctrlKey || event.altKey || event.metaKey || !(step || turns)) return;
      event.preventDefault();
      pen.seen = true;
      if (step) {
        pen.x = Math.min(1, Math.max(0, pen.x + STEP * step[0]));
        pen.y = Math.min(1, Math.max(0, pen.y + STEP * step[1]));
        if (pen.down) strokes.at(-1).push([pen.x, pen.y]);
      } else if (!event.repeat) {
        pen.down = !pen.down;
        if (pen.down) strokes.push([[pen.x, pen.y]]);
        said.textContent = pen.down ? "Pen down." : "Pen up.";
      }
      changed();
    });
    paper.addEventListener("focus", () => { pen.seen = paper.matches(":focus-visible"); paintPaper(); });
    paper.addEventListener("blur", () => { pen.seen = pen.down = false; paintPaper(); });

    find("clear").addEventListener("click", clear);
    centered.addEventListener("change", changed);
    function put(k) {
      clear();
      example = Float32Array.from(pixels.subarray(k * side * side, (k + 1) * side * side), v => v / 255);
      paint(sheet, { shape: [1, side, side], data: example }, "ink");
    }
    root.querySelectorAll(".nnd-example").forEach((button, k) => button.addEventListener("click", () => put(k)));

    for (const still of root.querySelectorAll(".nnd-still")) still.remove();
    find("live").style.display = "";
    centered.checked = true;
    put(0);
    update();
    clearTimeout(later);
    say();
  }

  for (const root of document.querySelectorAll(".nnd:not([data-nnd-ready])")) {
    const data = root.querySelector("script[type='application/json']");
    if (!data) continue;
    root.dataset.nndReady = "";
    start(root, JSON.parse(data.textContent));
  }
})();
