import { describe, expect, it } from 'vitest';
import { load } from '../../scenarios/load.ts';
import { trustFindings } from './trust.ts';

function findingsOf(...stages: readonly string[]): string[] {
  const text = [
    'bulkhead: 1',
    'media: {flash: {use: flash, read: 100 MB/s}}',
    'vms:',
    '  safe: {asil: B, tasks: {t: {period: 1 s, execution: 1 ms}}}',
    '  open: {tasks: {t: {period: 1 s, execution: 1 ms}}}',
    'boot:',
    '  storage: flash',
    '  stages:',
    '    rom: {}',
    ...stages.map((stage) => `    ${stage}`),
  ].join('\n');
  const loaded = load({ main: { path: 'trust.yaml', text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return trustFindings(loaded.ecu).map(({ kind, stage, weight }) => `${weight} ${kind} ${stage}`);
}

const signed = 'verify: {by: rom, hash: sha256, signature: rsa-4096, rollback: 1}';

describe('the chain of trust', () => {
  it('holds where every image is checked by something that is checked, and versions are compared', () => {
    expect(
      findingsOf(
        `loader: {after: [rom], load: 1 MB, ${signed}}`,
        'xen: {after: [loader], load: 1 MB, verify: {by: loader, hash: sha256}}',
      ),
    ).toEqual([]);
  });

  it('names an image that nothing checks, and whatever that image checks', () => {
    expect(
      findingsOf(
        'loader: {after: [rom], load: 1 MB}',
        'xen: {after: [loader], load: 1 MB, verify: {by: loader, hash: sha256}}',
      ),
    ).toEqual(['hole unverified loader', 'hole untrusted-checker xen']);
  });

  it('names a signature without a rollback version once, with the images that hang on it', () => {
    expect(
      findingsOf(
        'loader: {after: [rom], load: 1 MB, verify: {by: rom, hash: sha256, signature: rsa-4096}}',
        'xen: {after: [loader], load: 1 MB, verify: {by: loader, hash: sha256}}',
      ),
    ).toEqual(['hole rollback loader']);
  });

  it('tells a measured image from a checked one, and one that is checked only when it is read', () => {
    expect(
      findingsOf(
        'one: {after: [rom], load: 1 MB, verify: {by: rom, hash: sha256, when: measure}}',
        'two: {after: [rom], load: 1 MB, verify: {by: rom, hash: sha256, when: first-access}}',
      ),
    ).toEqual(['hole measured-only one', 'note used-before-verified two']);
  });

  it('names a guest with an ASIL that waits for a QM guest, or is checked by one', () => {
    expect(
      findingsOf(
        `open_up: {after: [rom], load: 1 MB, ${signed}, takes: 1 ms, vm: open}`,
        'safe_up: {after: [open_up], load: 1 MB, verify: {by: open_up, hash: sha256}, takes: 1 ms, vm: safe}',
      ),
    ).toEqual(['hole waits-for-lower-asil safe_up', 'hole checked-by-lower-asil safe_up']);
  });
});
