/** The artefacts as files: self-contained, replayable, complete without script, accessible, small. */
import { parse } from 'node:path';
import { describe, expect, test } from 'vitest';
import { media } from './media.ts';
import { pageScript } from './page/script.ts';
import { renderRun, runDocument } from './render.ts';
import { sampleFacts, sampleReplay } from './sample-facts.test-data.ts';
import { states } from './sample-states.test-data.ts';

const all = Object.keys(media) as (keyof typeof media)[];
const artefacts = renderRun(sampleFacts(), sampleReplay, all);
const textOf = (name: string) => artefacts.find((one) => one.name === name)!.text;
const page = textOf('report.html');

/** The first match, short enough to read in a failure. */
function found(text: string, pattern: RegExp): string {
  return (pattern.exec(text)?.[0] ?? '').slice(0, 120);
}

test('names are plain and unique, the formats come in the order asked for', () => {
  const names = artefacts.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9.-]+\.(html|svg|csv|json)$/);
  expect(renderRun(sampleFacts(), sampleReplay, ['json', 'csv']).map(({ name }) => parse(name).ext)).toEqual([
    '.json',
    ...Array<string>(7).fill('.csv'),
  ]);
});

test('the same facts give the same bytes', () => {
  expect(renderRun(sampleFacts(), sampleReplay, all)).toEqual(artefacts);
});

test('every artefact holds the replay line near its end', () => {
  for (const { name, text } of artefacts) {
    const plain = text.replaceAll('\\"', '"').replaceAll('&quot;', '"');
    expect(plain.slice(-400), name).toContain(sampleReplay.line);
  }
});

describe.each(Object.keys(states))('the page, %s', (state) => {
  const { text } = renderRun(states[state]!(), sampleReplay, ['html'])[0]!;

  test('is below 400 KiB and fetches nothing', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(400 * 1024);
    expect(
      found(
        text,
        /\b(?:src|href)="(?!#)|@import|url\((?!#)|fetch\(|localStorage|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
      ),
    ).toBe('');
  });

  test('gives every drawing a role, a title and a description, or hides it', () => {
    const drawings = text.match(/<svg[^>]*>(?:<title>[^<]+<\/title><desc>[^<]+<\/desc>)?/g)!;
    expect(drawings.length).toBeGreaterThan(4);
    for (const drawing of drawings) expect(drawing).toMatch(/aria-hidden="true"|role="img".*<title>.+<desc>/);
  });

  test('links lead somewhere, ids are unique, tags are balanced', () => {
    const body = text.slice(0, text.indexOf('<script>'));
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, anchor] of body.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor);
    for (const tag of ['svg', 'section', 'table', 'tr', 'td', 'th', 'g', 'div', 'span', 'a', 'figure']) {
      expect(body.split(new RegExp(`<${tag}[\\s>]`)).length, tag).toBe(body.split(`</${tag}>`).length);
    }
  });

  test('says no number that is none', () => {
    expect(found(text.slice(0, text.indexOf('<script>')), /NaN|undefined|Infinity|\bnull\b/)).toBe('');
  });
});

test('the page holds the sections in order, the key, and names what is left out', () => {
  const sections = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual(['verdicts', 'late-job', 'who-hurts-whom', 'response-times', 'fit', 'trust']);
  for (const command of ['bulkhead boot', 'bulkhead compare', 'bulkhead ffi'])
    expect(page.slice(page.indexOf('<footer'))).toContain(command);
  const { text } = renderRun(states['no requirement']!(), sampleReplay, ['html'])[0]!;
  expect(found(text, /“Is it met\?” needs requirements: in the ECU file\./)).not.toBe('');
});

test('names of the file are escaped everywhere', () => {
  for (const { name, text } of renderRun(states['names that need escaping']!(), sampleReplay, ['html', 'svg']))
    expect(found(text, /.{20}a<b>/), name).toBe('');
});

test('verdicts are a mark, a word and a colour together', () => {
  const row = page.slice(
    page.indexOf('<tr id="requirement-CLU-1"'),
    page.indexOf('</tr>', page.indexOf('<tr id="requirement-CLU-1"')),
  );
  expect(row).toMatch(/class="bad".*✕.*violated.*8\.16.*8\.00.*\+2\.0 %/s);
});

test('the script is small and is the only one', () => {
  expect(Buffer.byteLength(pageScript)).toBeLessThan(4096);
  expect(page.split('<script').length).toBe(2);
  expect(() => new Function(pageScript)).not.toThrow();
});

test('a drawing stands alone: style of both themes, patterns, heading, replay line', () => {
  const drawing = textOf('timeline.svg');
  expect(drawing).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/,
  );
  for (const part of [
    'prefers-color-scheme:dark',
    'id="t-queued"',
    'cluster/render, job 120',
    '<metadata>',
    'role="img"',
  ])
    expect(drawing.includes(part), part).toBe(true);
  for (const { name, text } of artefacts.filter((one) => one.name.endsWith('.svg'))) {
    expect(found(text, /&nbsp;/), name).toBe('');
    expect(text.split('<g').length, name).toBe(text.split('</g>').length);
  }
});

test('tables: snake case heads, equal numbers of cells, a comment at the end', () => {
  for (const { name, text } of artefacts.filter((one) => one.name.endsWith('.csv'))) {
    const lines = text.trimEnd().split('\n');
    expect(lines.at(-1), name).toBe(`# ${sampleReplay.line}`);
    expect(lines[0], name).toMatch(/^[a-z0-9_]+(,[a-z0-9_]+)+$/);
  }
  const ledger = textOf('ledger.csv').split('\n');
  expect(ledger[0]).toBe('victim,cause,culprit,culprit_vm,ps');
  expect(ledger).toHaveLength(sampleFacts().ledger.length + 3);
});

test('the document has the keys that others rely on', () => {
  const facts = sampleFacts();
  const written = JSON.parse(textOf('run.json'));
  expect(written).toEqual(JSON.parse(JSON.stringify(runDocument(facts, sampleReplay))));
  expect(written).toMatchObject({
    tool: { name: 'bulkhead', version: '0.1.0' },
    ecu: { name: 'cockpit', sha256: facts.ecu.sha256 },
    seed: 1,
    horizon_ps: 1e13,
    fingerprint: facts.fingerprint,
  });
  expect(written.tasks[5]).toMatchObject({
    vm: 'cluster',
    task: 'render',
    released: 600,
    finished: 600,
    missed: 2,
    response_ps: { max: 8_160_000_000 },
  });
  expect(Object.keys(written.tasks[0].response_ps)).toEqual(
    expect.arrayContaining(['min', 'mean', 'p50', 'p99', 'p999', 'max']),
  );
  expect(written.ledger[0]).toEqual({
    victim: 'cluster/render',
    cause: 'own-execution',
    culprit: 'cluster/render',
    ps: facts.ledger[0]!.ps,
  });
  expect(written.requirements[1]).toMatchObject({ id: 'CLU-1', verdict: 'violated', limit: 8e9, observed: 8.16e9 });
  expect(written.vcpus[0]).toMatchObject({ vm: 'cluster', vcpu: 'main', run_ps: 3.71e12 });
  expect(written.provenance).toEqual({ measured: 8, published: 29, assumed: 33 });
});
