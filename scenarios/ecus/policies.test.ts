/** Every policy of the shelf that serves hypervisors runs the cockpit as it stands, or its admission says where it cannot. */
import { describe, expect, it } from 'vitest';
import { load } from '../load.ts';
import { policyNames } from '../reading/shelf-table.ts';
import { run } from '../run.ts';
import { shelfText } from './shelf.test-support.ts';

/** One vCPU per processor is what these two are about; the cockpit has six on four. */
const refusing: Readonly<Record<string, string>> = { noop: 'shares processor 0', static: 'no processor of its own' };

describe.each(policyNames('hypervisor'))('the cockpit under %s', (policy) => {
  it('runs, or is refused at a vCPU', () => {
    const loaded = load(
      { main: { path: 'cockpit.yaml', text: shelfText('cockpit.yaml') }, read: shelfText },
      { overrides: [`hypervisor.policy=${policy}`] },
    );
    const expected = refusing[policy];
    if (expected !== undefined) {
      expect(loaded.ok).toBe(false);
      const [problem] = loaded.ok ? [] : loaded.problems;
      expect(problem!.message).toContain(expected);
      expect(problem!.line).toBeGreaterThan(1);
      return;
    }
    if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
    expect(run(loaded.ecu, { seed: 1, horizonPs: 30e9 }).events).toBeGreaterThan(100);
  });
});
