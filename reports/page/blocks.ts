/** From the blocks of a sheet to HTML: tables, figures, notes. Everything is escaped here, once. */
import type { Chart } from '../chart/canvas.ts';
import { escaped, inlineSvg } from '../markup.ts';
import type { Surface } from '../medium.ts';
import type { Block, Cell, Column, Row, Table } from '../sheet.ts';
import { verdictMarks, verdictWords } from '../wording.ts';

export function blocksHtml(blocks: readonly Block[], surface: Surface): string {
  return blocks.map((block) => blockHtml(block, surface)).join('\n');
}

function blockHtml(block: Block, surface: Surface): string {
  switch (block.kind) {
    case 'table':
      return tableHtml(block, surface);
    case 'chart':
      return figure(block.chart, surface);
    case 'heading':
      return `<h3>${escaped(block.text)}</h3>${block.lead === undefined ? '' : `<p class="lead">${escaped(block.lead)}</p>`}`;
    case 'note':
      return `<p class="note"><b>${escaped(block.strong)}</b> ${escaped(block.text)}</p>`;
    case 'key':
      return `<p class="key">${block.items.map((item) => `<span>${escaped(item)}</span>`).join('')}</p>`;
    case 'list':
      return `<ul class="list">${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'columns':
      return `<div class="cols">${block.columns.map((column) => `<div>${blocksHtml(column, surface)}</div>`).join('')}</div>`;
    case 'grid':
      return `<div class="sm">${block.charts.map((chart) => figure(chart, surface)).join('')}</div>`;
  }
}

function figure(chart: Chart, surface: Surface): string {
  return `<figure id="chart-${escaped(chart.id)}" class="scroll">${inlineSvg(chart, surface)}</figure>`;
}

function tableHtml(table: Table, surface: Surface): string {
  const body = (rows: readonly Row[]) =>
    `<tbody>${rows.map((row) => rowHtml(row, table.columns, surface)).join('\n')}</tbody>`;
  const open = `<div class="scroll"><table class="${table.look}"><caption>${escaped(table.caption)}</caption>${headHtml(table.columns)}${body(table.rows)}</table></div>`;
  if (table.folded === undefined) return open;
  const { summary, rows } = table.folded;
  const more = `<table class="${table.look}"><caption>${escaped(`${table.caption}: ${summary}`)}</caption>${headHtml(table.columns)}${body(rows)}</table>`;
  return `${open}<details><summary>${escaped(summary)}</summary><div class="scroll">${more}</div></details>`;
}

function headHtml(columns: readonly Column[]): string {
  const heads = columns.map(({ head, align, wallPx, widthPx, minor }) => {
    const classes = [align === 'end' ? 'num' : '', wallPx === undefined ? '' : 'barcell', minor ? 'minor' : '']
      .filter(Boolean)
      .join(' ');
    const width = widthPx === undefined ? '' : `--cw:${widthPx}px;`;
    const style = `${width}${wallPx === undefined ? '' : `--x:${wallPx}px;`}`;
    const ruler =
      wallPx === undefined
        ? escaped(head)
        : `<span class="ruler" title="${escaped(head)}">0<b>the ${head.includes('deadline') ? 'deadline' : 'limit'}</b><span>over</span></span>`;
    return `<th scope="col"${classes ? ` class="${classes}"` : ''}${style ? ` style="${style}"` : ''}>${ruler}</th>`;
  });
  return `<thead><tr>${heads.join('')}</tr></thead>`;
}

function rowHtml({ cells, id, vm, bad }: Row, columns: readonly Column[], surface: Surface): string {
  const head = cells.findIndex(({ kind }) => kind === 'text' || kind === 'name');
  const written = cells.map((cell, index) => cellHtml(cell, columns[index]!, index === head, surface));
  const attributes = `${id === undefined ? '' : ` id="${escaped(id)}"`}${vm === undefined ? '' : ` data-vm="${escaped(vm)}"`}${bad ? ' class="bad"' : ''}`;
  return `<tr${attributes}>${written.join('')}</tr>`;
}

function cellHtml(cell: Cell, column: Column, isHead: boolean, surface: Surface): string {
  const tag = isHead ? 'th scope="row"' : 'td';
  const close = isHead ? 'th' : 'td';
  const minor = column.minor ? ' minor' : '';
  switch (cell.kind) {
    case 'mark':
      return `<td class="mark"><span aria-hidden="true">${verdictMarks[cell.verdict]}</span><span class="skip">${verdictWords[cell.verdict]}</span></td>`;
    case 'name':
      return `<${tag} class="name${minor}"><span class="sw" style="background:var(--v${escaped(cell.slot)})"></span><code>${escaped(cell.name)}</code></${close}>`;
    case 'number':
      return `<td class="num${cell.bad ? ' no' : ''}${minor}">${numberHtml(cell)}</td>`;
    case 'chart':
      return `<td class="barcell${minor}"${column.wallPx === undefined ? '' : ` style="--x:${column.wallPx}px"`}>${inlineSvg(cell.chart, surface)}</td>`;
    case 'text': {
      const classes = [cell.muted ? 'mut' : '', minor.trim()].filter(Boolean).join(' ');
      const main = cell.code
        ? `<code>${escaped(cell.text)}</code>`
        : cell.strong
          ? `<span class="str">${escaped(cell.text)}</span>`
          : escaped(cell.text);
      return `<${tag}${classes ? ` class="${classes}"` : ''}>${main}${cell.second === undefined ? '' : `<span class="second">${escaped(cell.second)}</span>`}</${close}>`;
    }
  }
}

function numberHtml({ value, unit, sign, strong }: Extract<Cell, { kind: 'number' }>): string {
  const relation = sign === undefined ? '' : `<span class="rel-s">${escaped(sign)}</span>`;
  const digits = strong ? `<b>${escaped(value)}</b>` : escaped(value);
  return `${relation}${digits}${unit === undefined ? '' : `<span class="u">${escaped(unit)}</span>`}`;
}
