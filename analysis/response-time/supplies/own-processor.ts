/** Static partitioning: a core of its own, less what the hypervisor itself does there. */
import { dedicated } from '../supply-bound.ts';
import { notSupplied, type SupplyDefinition } from '../vcpu-supply.ts';

/** Some way to give every unit a core of its own exists, and every such policy finds one: as many cores as units, all allowed; or one allowed core each. */
function everybodyAtHome(units: readonly { readonly pcpus: readonly number[] }[]): boolean {
  const taken = new Set<number>();
  for (const { pcpus } of [...units].sort((a, b) => a.pcpus.length - b.pcpus.length)) {
    const home = pcpus.find((pcpu) => !taken.has(pcpu));
    if (home === undefined) return false;
    taken.add(home);
  }
  return true;
}

export const ownProcessor = {
  policies: ['static', 'xen-null', 'noop'],
  origin: 'by definition',
  summary: 'A core of its own.',
  bound: ({ units, overheads, policy, unit }) => {
    if (!everybodyAtHome(units)) return notSupplied(`not every vCPU has a core of its own under ${policy}`);
    // Who chooses in the order of coming may take the only core of a later one.
    const choosy = units.some(({ pcpus }) => pcpus.length > 1);
    if (
      choosy &&
      policy !== 'static' &&
      units.some(
        (other) =>
          other !== unit && other.pcpus.some((p) => unit.pcpus.includes(p)) && other.pcpus.length !== unit.pcpus.length,
      )
    )
      return notSupplied(`who gets which core under ${policy} depends on who comes first`);
    return { supply: dedicated, interferers: overheads, restartPs: 0 };
  },
} as const satisfies SupplyDefinition;
