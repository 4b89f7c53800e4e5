import { expect, test } from 'vitest';
import { Report } from './report.ts';

const place = (line: number, column: number, home = 'vms.a.memory', file = 'a.yaml') => ({
  file,
  line,
  column,
  length: 3,
  home,
});

test('one problem per place: of text seen again through "like" the finding in its own context counts', () => {
  const report = new Report(['a.yaml']);
  report.add(place(2, 5), 'vms.b.memory', { message: 'inherited' });
  report.add(place(2, 5), 'vms.a.memory', { message: 'own' });
  report.add(place(2, 5), 'vms.c.memory', { message: 'inherited too' });
  report.add(place(2, 5), 'vms.a.memory', { message: 'own, later' });
  expect(report.sorted().map(({ message }) => message)).toEqual(['own']);
});

test('problems are listed by file in the order of reading, then by line and column', () => {
  const report = new Report(['b.yaml']);
  report.add(place(1, 1, '', 'a.yaml'), '', { message: 'last' });
  report.add(place(10, 2, '', 'b.yaml'), '', { message: 'third' });
  report.add(place(9, 30, '', 'b.yaml'), '', { message: 'second' });
  report.add(place(9, 4, '', 'b.yaml'), '', { message: 'first' });
  expect(report.sorted().map(({ message }) => message)).toEqual(['first', 'second', 'third', 'last']);
});
