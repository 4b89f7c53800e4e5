/**
 * From a chart to markup: the frame that every drawing gets (`role`, title, description, view box) and, for single
 * files, its own ground, heading, style, patterns and replay line.
 */
import { type Canvas, type Chart, group, line, rect, text } from './chart/canvas.ts';
import { chartStyle, fonts } from './chart/style.ts';
import { drawPatterns } from './chart/texture.ts';
import type { Surface } from './medium.ts';
import { darkTheme, lightTheme, themeVariables } from './palette.ts';

export function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function framed(canvas: Canvas, chart: Chart, widthPx: number, heightPx: number): void {
  canvas.attr('viewBox', `0 0 ${widthPx} ${heightPx}`).attr('role', 'img');
  canvas.append('title').text(chart.title);
  canvas.append('desc').text(chart.description);
}

/** A chart inside the page: shares the page's style and patterns. */
export function inlineSvg(chart: Chart, surface: Surface): string {
  return surface
    .svg((canvas) => {
      framed(canvas, chart, chart.widthPx, chart.heightPx);
      canvas.attr('style', `--w:${chart.widthPx}px`);
      if (chart.wide) canvas.attr('class', 'wide');
      chart.draw(canvas);
    })
    .replace(' xmlns="http://www.w3.org/2000/svg"', '');
}

const marginPx = 20;
const headPx = 34;
const footLinePx = 14;
const footFontPx = 9.5;

/** A chart as a file of its own, complete without anything else; both themes. */
export function standaloneSvg(chart: Chart, replayLine: string, surface: Surface): string {
  const width = Math.max(chart.widthPx, 480) + 2 * marginPx;
  const foot = wrapped(replayLine, Math.floor((width - 2 * marginPx) / (footFontPx * 0.61)));
  const footAt = marginPx + headPx + chart.heightPx + 12;
  const height = footAt + foot.length * footLinePx + marginPx;
  const style = `:root{${fonts};${themeVariables(lightTheme)}}@media (prefers-color-scheme:dark){:root{${themeVariables(darkTheme)}}}\n${chartStyle}`;
  const markup = surface.svg((canvas) => {
    framed(canvas, chart, width, height);
    canvas.attr('width', width).attr('height', height);
    canvas.append('style').text(style);
    drawPatterns(canvas);
    rect(canvas, 0, 0, width, height, 'ground');
    text(canvas, marginPx, marginPx + 14, chart.title, 'tb');
    chart.draw(group(canvas).attr('transform', `translate(${marginPx} ${marginPx + headPx})`));
    line(canvas, marginPx, footAt, width - marginPx, footAt, 'grid');
    foot.forEach((words, index) => {
      text(canvas, marginPx, footAt + (index + 1) * footLinePx, words, 'foot mut');
    });
    canvas.append('metadata').text(replayLine);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup}\n`;
}

/** Breaks a long line at spaces, or inside a word that is longer than a line. */
function wrapped(words: string, most: number): string[] {
  const lines: string[] = [];
  let rest = words;
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    const cut = space > 0 ? space : most;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}
