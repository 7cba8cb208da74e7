/* The figures as curves, by uPlot. Each has its numbers in a table or a caption beside it too. */

const axis = (more = {}) => ({
  size: 30,
  stroke: colour("soft"),
  font: font(12),
  grid: { stroke: colour("line"), width: 1 },
  ticks: { stroke: colour("line"), width: 1, size: 4 },
  ...more,
});

/** (upright lines) a curve of `name`, in a colour of the style sheet; `dash` tells it apart without colour. */
const curve = (label, name, value, dash) => ({
  label, stroke: colour(name), width: 2, dash, value: (_, one) => value(one), points: { show: dash === undefined, size: 6 },
});

const CHARTS = {
  passed: (trend) => ({
    series: [curve("passed", "good", percent)], values: [trend.map((one) => one.passed)], unit: percent, range: [0, 1],
  }),
  words: (trend) => ({
    series: [curve("word errors", "bad", percent)], values: [trend.map((one) => one.wer)], unit: percent,
  }),
  times: (trend) => ({
    series: [curve("median", "caller", inSeconds), curve("95 %", "bot", inSeconds, [6, 4])],
    values: [trend.map((one) => one.median), trend.map((one) => one.p95)], unit: (value) => `${value} s`,
  }),
};

/** A chart of the trend: a point a run. */
function trendChart(figure) {
  const { series, values, unit, range } = CHARTS[figure.dataset.chart](data.trend);
  const places = data.trend.map((_, place) => place);
  const named = (place) => (data.trend[place] ? data.trend[place].revision.slice(0, 7) : "");
  return new uPlot({
    width: figure.clientWidth - 24, height: 190,
    scales: { x: { time: false, range: [-0.3, places.length - 0.7] },
              y: { range: range ? () => range : (_, low, high) => [0, Math.max(high * 1.15, 0.01)] } },
    axes: [axis({ incrs: [1, 2, 5, 10], values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? named(tick) : "")), space: 64 }),
           axis({ values: (_, ticks) => ticks.map((tick) => unit(+tick.toFixed(3))), size: 56 })],
    series: [{ label: "run", value: (_, place) => (place === null ? "–" : `${data.trend[place].name} ${named(place)}`) }, ...series],
    cursor: { drag: { x: false, y: false } }, hooks: { ready: [newest], setCursor: [newest] },
  }, [places, ...values], figure);
}

const PARTS = { total: "ink", silence: "silence", hearing: "hearing", dialogue: "dialogue", speech: "speech" };
const DASHES = { total: undefined, silence: [8, 3], hearing: [3, 3], dialogue: [8, 3, 2, 3], speech: [1, 3] };

/** How answer times spread: the share of answers within so many seconds. */
function latencyChart(figure) {
  const parts = Object.keys(PARTS);
  const longest = Math.max(...parts.flatMap((part) => data.latency[part][0]));
  const tables = parts.map((part) => { // from 0 % at 0 s, and on at 100 % to the end
    const [times, shares] = data.latency[part];
    const [before, after] = [times[0] > 0 ? 0 : null, times[times.length - 1] < longest ? longest : null];
    return [[...(before === null ? [] : [before]), ...times, ...(after === null ? [] : [after])],
            [...(before === null ? [] : [0]), ...shares, ...(after === null ? [] : [1])]];
  });
  const joined = uPlot.join(tables);
  const stepped = uPlot.paths.stepped({ align: 1 });
  return new uPlot({
    width: figure.clientWidth - 24, height: 260,
    scales: { x: { time: false, range: (_, low, high) => [0, high * 1.05 || 1] }, y: { range: [0, 1.02] } },
    axes: [axis({ incrs: STEPS, values: (_, ticks) => ticks.map((tick) => `${+tick.toFixed(2)} s`) }),
           axis({ values: (_, ticks) => ticks.map(percent), size: 56 })],
    series: [{ label: "within", value: (_, one) => inSeconds(one) },
             ...parts.map((part) => ({ ...curve(part === "total" ? "whole answer" : part, PARTS[part], percent, DASHES[part]),
                                        paths: stepped, spanGaps: true, points: { show: false }, width: part === "total" ? 3 : 1.5 }))],
    cursor: { drag: { x: false, y: false } }, legend: { live: false },
  }, joined, figure);
}

/** The newest point's values stand under a chart unless the pointer is on another. */
const newest = (chart) => { if (chart.cursor.idx === null || chart.cursor.idx === undefined) chart.setLegend({ idx: data.trend.length - 1 }, false); };

/** All charts, drawn anew when the width or the colours change. */
function charts() {
  let drawn = [];
  const draw = () => {
    drawn.forEach((chart) => chart.destroy());
    drawn = $$("[data-chart]").filter((figure) => figure.clientWidth).map((figure) => {
      const chart = figure.dataset.chart === "latency" ? latencyChart(figure) : trendChart(figure);
      chart.root.setAttribute("role", "img");
      chart.root.setAttribute("aria-label", told(figure.dataset.chart));
      return chart;
    });
  };
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(draw, 150); });
  onScheme(draw);
  return draw;
}

/** A chart in words. */
function told(which) {
  if (which === "latency") {
    const [times, shares] = data.latency.total, at = (share) => inSeconds(times[shares.findIndex((one) => one >= share - 1e-3)]);
    return `Answer times: half within ${at(0.5)}, 95 % within ${at(0.95)}, all within ${at(1)}`;
  }
  const [first, last] = [data.trend[0], data.trend[data.trend.length - 1]];
  const of = { passed: (one) => percent(one.passed), words: (one) => percent(one.wer), times: (one) => inSeconds(one.median) }[which];
  return `From ${of(first)} in the run ${first.name} to ${of(last)} in this run, over ${data.trend.length} runs`;
}
