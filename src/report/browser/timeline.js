/**
 * One stretch of time for all charts: drag, pinch, Ctrl and wheel, buttons or keys choose a part of it, every chart shows that part, and one
 * reading line says what held at a time.
 */
import { valueAt } from '../charts/feed.ts';
import { unpack } from '../charts/portable.ts';
import { duration, fixed, multiple, percent, significant, utcTime } from '../numbers.ts';
import { LiveCharts } from './liveCharts.js';

/** A part shorter than so many bars shows nothing. */
const LEAST_BARS = 4;

export function startTimeline() {
  const region = document.querySelector('.timeline');
  const data = document.getElementById('chart-data');
  if (region === null || data === null) return;
  const whole = [Number(region.dataset.from), Number(region.dataset.to)];
  const barMs = Number(region.dataset.bar);
  const frame = {
    left: Number(region.dataset.left),
    width: Number(region.dataset.plot),
    all: Number(region.dataset.width),
  };
  const tools = toolbar(region);
  const reader = readingLine(region, frame);
  let span = whole;
  let charts = null;
  let isDrawing = false;
  let isStale = false;

  const wake = () => {
    if (charts !== null) return charts;
    const read = unpack(JSON.parse(data.textContent));
    charts = new LiveCharts(read, { span, width: frame.width, tell: reader.tell });
    reader.learn(read);
    // Elsewhere on the page nothing may stutter: one chart at a time, when there is time.
    const next = async (deadline) => {
      if (charts.isComplete) {
        region.dataset.live = 'true';
        return;
      }
      do await charts.wakeOne();
      while (!charts.isComplete && deadline.timeRemaining() > 20);
      soon(next);
    };
    soon(next);
    return charts;
  };

  const draw = async () => {
    if (isDrawing) {
      isStale = true;
      return;
    }
    isDrawing = true;
    do {
      isStale = false;
      await wake().show(span);
    } while (isStale);
    isDrawing = false;
    region.dataset.shown = span.join(' ');
  };

  const show = (from, to) => {
    const length = Math.min(whole[1] - whole[0], Math.max(LEAST_BARS * barMs, to - from));
    const middle = (from + to) / 2;
    const start = Math.round(Math.min(whole[1] - length, Math.max(whole[0], middle - length / 2)));
    span = [start, Math.round(start + length)];
    tools.say(span, whole);
    reader.hide();
    void draw();
  };
  const reset = () => show(...whole);
  /** Zooms about a time that keeps its place. */
  const zoom = (factor, aboutMs = (span[0] + span[1]) / 2) =>
    show(aboutMs - (aboutMs - span[0]) * factor, aboutMs + (span[1] - aboutMs) * factor);
  const move = (share) => {
    const by = (span[1] - span[0]) * share;
    const bounded = Math.min(whole[1] - span[1], Math.max(whole[0] - span[0], by));
    show(span[0] + bounded, span[1] + bounded);
  };

  const actions = {
    in: () => zoom(0.5),
    out: () => zoom(2),
    earlier: () => move(-0.25),
    later: () => move(0.25),
    whole: reset,
  };
  tools.on(actions, (from, to) => {
    const around = Math.max(40 * barMs, (to - from) * 1.5, (whole[1] - whole[0]) / 40);
    const middle = (from + to) / 2;
    show(middle - around / 2, middle + around / 2);
  });
  const keys = {
    '+': 'in',
    '=': 'in',
    '-': 'out',
    _: 'out',
    ArrowLeft: 'earlier',
    ArrowRight: 'later',
    0: 'whole',
    Escape: 'whole',
  };
  region.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      wake();
      reader.step(event.key === 'ArrowLeft' ? -barMs : barMs, span);
    } else if (Object.hasOwn(keys, event.key)) actions[keys[event.key]]();
    else return;
    event.preventDefault();
  });

  // What the pointer does over the charts.
  const timeAt = (clientX, among = span) => among[0] + reader.shareAt(clientX) * (among[1] - among[0]);
  const brush = element('div', 'brush');
  brush.hidden = true;
  region.append(brush);
  const touches = new Map();
  let pinch = null;
  let dragFrom = null;
  region.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') {
      touches.set(event.pointerId, event.clientX);
      if (touches.size === 2) pinch = { span, times: [...touches].map(([id, x]) => [id, timeAt(x)]) };
      return;
    }
    const share = reader.shareAt(event.clientX);
    if (event.button !== 0 || share < -0.01 || share > 1.01 || event.target.closest('figcaption, button, a'))
      return;
    dragFrom = event.clientX;
    region.setPointerCapture(event.pointerId);
  });
  region.addEventListener('pointermove', (event) => {
    if (pinch !== null && touches.has(event.pointerId)) {
      touches.set(event.pointerId, event.clientX);
      const [[a, timeA], [b, timeB]] = pinch.times;
      const shareA = reader.shareAt(touches.get(a));
      const shareB = reader.shareAt(touches.get(b));
      if (Math.abs(shareB - shareA) < 0.01 || timeA === timeB) return;
      const length = Math.abs((timeB - timeA) / (shareB - shareA));
      show(timeA - shareA * length, timeA - shareA * length + length);
      return;
    }
    if (charts === null) wake();
    reader.moveTo(event, span);
    if (dragFrom === null) return;
    const box = region.getBoundingClientRect();
    brush.hidden = Math.abs(event.clientX - dragFrom) < 5;
    brush.style.left = `${Math.min(event.clientX, dragFrom) - box.left + region.scrollLeft}px`;
    brush.style.width = `${Math.abs(event.clientX - dragFrom)}px`;
  });
  const letGo = (event) => {
    touches.delete(event.pointerId);
    if (touches.size < 2) pinch = null;
    if (dragFrom !== null && event.type === 'pointerup' && Math.abs(event.clientX - dragFrom) >= 5) {
      const [from, to] = [timeAt(dragFrom), timeAt(event.clientX)].sort((a, b) => a - b);
      show(Math.max(span[0], from), Math.min(span[1], to));
    }
    dragFrom = null;
    brush.hidden = true;
  };
  region.addEventListener('pointerup', letGo);
  region.addEventListener('pointercancel', letGo);
  region.addEventListener('pointerleave', () => dragFrom === null && reader.hide());
  region.addEventListener('dblclick', reset);
  region.addEventListener(
    'wheel',
    (event) => {
      // The wheel alone scrolls the page; pinching a touch pad comes as Ctrl and wheel.
      if (event.ctrlKey || event.metaKey)
        zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 120)) * 0.35), timeAt(event.clientX));
      else if (event.shiftKey && span !== whole) move((event.deltaY || event.deltaX) / 1200);
      else return;
      event.preventDefault();
    },
    { passive: false },
  );
  // Vega starts when the charts come near, not when the page opens.
  new IntersectionObserver(
    (entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      soon(wake);
    },
    { rootMargin: '300px' },
  ).observe(region);
  tools.say(span, whole);
}

function soon(act) {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(act, { timeout: 1000 });
  else setTimeout(() => act({ timeRemaining: () => 50 }), 60);
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Buttons and the range in words, before the charts. */
function toolbar(region) {
  const bar = element('div', 'tools');
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', 'Part of the time that the charts show');
  bar.setAttribute('aria-controls', region.id);
  const range = element('output', 'range');
  const buttons = {};
  for (const [name, sign, label] of [
    ['out', '\u2212', 'Zoom out'],
    ['in', '+', 'Zoom in'],
    ['earlier', '\u25C0', 'Earlier'],
    ['later', '\u25B6', 'Later'],
    ['whole', 'Whole run', 'Show the whole run'],
  ]) {
    const button = element('button', name === 'whole' ? 'wide' : '', sign);
    button.type = 'button';
    button.setAttribute('aria-label', label);
    button.title = label;
    buttons[name] = button;
    bar.append(button);
  }
  const faults = element('span', 'jumps');
  bar.append(faults, range);
  region.before(bar);
  const hint = element(
    'p',
    'hint',
    matchMedia('(pointer: coarse)').matches
      ? 'Pinch to zoom all charts together, or use the buttons; slide to the side to see more.'
      : 'Drag over a chart to zoom in, double click to zoom out; Ctrl and wheel or a pinch zoom, Shift and wheel move. Keys on the charts: + \u2212 \u2190 \u2192 0, with Shift the arrows read bar by bar.',
  );
  region.before(hint);
  return {
    on(actions, jump) {
      for (const [name, button] of Object.entries(buttons)) button.addEventListener('click', actions[name]);
      const jumps = JSON.parse(region.dataset.jumps);
      if (jumps.length > 0) faults.append('Go to ');
      for (const [name, from, to] of jumps) {
        const button = element('button', '', name);
        button.type = 'button';
        button.addEventListener('click', () => jump(from, to));
        faults.append(button);
      }
    },
    say([from, to], whole) {
      const isWhole = from === whole[0] && to === whole[1];
      buttons.out.disabled = buttons.whole.disabled = isWhole;
      buttons.earlier.disabled = from <= whole[0];
      buttons.later.disabled = to >= whole[1];
      const minute = (timeMs) => utcTime(Math.round(timeMs / 60_000) * 60_000).replace(/:00 UTC$/, '');
      range.value = isWhole
        ? `The whole run, ${duration(to - from)}`
        : `${minute(from)} to ${minute(to)} UTC: ${duration(Math.round((to - from) / 60_000) * 60_000)} of ${duration(whole[1] - whole[0])}`;
    },
  };
}

const UNITS = {
  price: (value) => significant(value, 6),
  money: (value) => fixed(value, 2),
  percent,
  multiple,
};

/** The line that reads one time over all charts, by pointer or by key. */
function readingLine(region, frame) {
  const line = element('div', 'crosshair');
  line.hidden = true;
  const stamp = element('span', '');
  line.append(stamp);
  const tip = element('div', 'tip');
  tip.hidden = true;
  const spoken = element('p', 'unseen');
  spoken.setAttribute('aria-live', 'polite');
  region.append(line, tip);
  region.after(spoken);
  let atMs = null;
  let outlets = [];

  const geometry = () => {
    const chart = region.querySelector('.plot').getBoundingClientRect();
    const scale = chart.width / frame.all;
    return { start: chart.left + frame.left * scale, length: frame.width * scale };
  };
  const textOf = (reading) => {
    if (reading.stretches !== undefined) {
      const held = reading.stretches.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
      return held.length === 0 ? null : `${reading.name} ${held[0].name}`;
    }
    const value = valueAt(reading.series, atMs);
    return value === null ? null : `${reading.name} ${UNITS[reading.unit](value)}`;
  };
  const place = (clientX, share) => {
    const box = region.getBoundingClientRect();
    line.hidden = false;
    line.style.left = `${clientX - box.left + region.scrollLeft}px`;
    line.classList.toggle('flipped', share > 0.5);
    stamp.textContent = utcTime(Math.round(atMs / 60_000) * 60_000).replace(/:00 UTC$/, ' UTC');
    const said = outlets.map(({ outlet, readings }) => {
      const text = readings
        .map(textOf)
        .filter((part) => part !== null)
        .join(' \u00B7 ');
      outlet.textContent = text;
      return text;
    });
    return said.filter((text) => text !== '').join('; ');
  };
  return {
    shareAt(clientX) {
      const { start, length } = geometry();
      return (clientX - start) / length;
    },
    learn(charts) {
      outlets = charts.map(({ id, readings }) => ({
        outlet: document.querySelector(`#${id}-figure .readout`),
        readings,
      }));
    },
    moveTo(event, [from, to]) {
      const share = this.shareAt(event.clientX);
      if (share < 0 || share > 1) {
        this.hide();
        return;
      }
      atMs = from + share * (to - from);
      place(event.clientX, share);
      stamp.style.top = `${Math.max(0, event.clientY - region.getBoundingClientRect().top - 28)}px`;
    },
    step(byMs, [from, to]) {
      const next = atMs === null ? (from + to) / 2 : atMs + byMs;
      atMs = Math.min(to, Math.max(from, Math.round(next / Math.abs(byMs)) * Math.abs(byMs)));
      const { start, length } = geometry();
      const share = (atMs - from) / (to - from);
      const said = place(start + share * length, share);
      stamp.style.top = '0px';
      spoken.textContent = `${stamp.textContent}: ${said}`;
    },
    hide() {
      line.hidden = true;
      tip.hidden = true;
      atMs = null;
      for (const { outlet } of outlets) outlet.textContent = '';
    },
    tell(told) {
      tip.hidden = told === null;
      if (told === null) return;
      const box = region.getBoundingClientRect();
      tip.textContent = told.text;
      tip.style.left = `${told.x - box.left + region.scrollLeft}px`;
      tip.style.top = `${told.y - box.top + 16}px`;
      tip.classList.toggle('flipped', told.x > box.left + box.width / 2);
    },
  };
}
