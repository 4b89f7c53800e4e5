/**
 * Which stage is the start of the hypervisor: the stage without a guest after which most guests' stages come. The file does not
 * name it; the graph shows it.
 */
import type { Boot, EcuDescription } from '../../scenarios/ecu.ts';

/** Null when there is no hypervisor, or no guest's stage waits for a stage without one. */
export function hypervisorStage(ecu: EcuDescription): string | null {
  const { boot } = ecu;
  if (boot === null || ecu.hypervisor.use === 'none') return null;
  let best: string | null = null;
  let most = 0;
  for (const { name, vm } of boot.stages) {
    if (vm !== undefined) continue;
    const guests = boot.stages.filter((stage) => stage.vm !== undefined && stage.after.includes(name)).length;
    if (guests <= most) continue;
    best = name;
    most = guests;
  }
  return best;
}

/** Overrides that take a stage out of the graph: who waited for it waits for what it waited for; its checker checks instead. */
export function without(boot: Boot, stage: string): string[] {
  const taken = boot.stages.find(({ name }) => name === stage)!;
  const overrides: string[] = [];
  for (const { name, after, verify } of boot.stages) {
    if (name === stage) continue;
    if (after.includes(stage)) {
      const rest = [...new Set([...after.filter((one) => one !== stage), ...taken.after])];
      overrides.push(`boot.stages.${name}.after=[${rest.join(', ')}]`);
    }
    if (verify?.by === stage) {
      const other = taken.verify?.by ?? taken.after[0];
      overrides.push(
        other === undefined ? `boot.stages.${name}.verify=null` : `boot.stages.${name}.verify.by=${other}`,
      );
    }
  }
  for (const [name, of] of Object.entries(boot.milestones))
    if (of === stage) overrides.push(`boot.milestones.${name}=null`);
  return [...overrides, `boot.stages.${stage}=null`];
}

/** Overrides for the same ECU booted bare: no start of the hypervisor, no cost of its mechanisms, the same shares of time. */
export function bare(ecu: EcuDescription): string[] {
  const stage = hypervisorStage(ecu);
  const costs = ['trap', 'world_switch', 'injection', 'timer', 'ipi'].map((cost) => `hypervisor.costs.${cost}=0 s`);
  return [...costs, ...(stage === null ? [] : without(ecu.boot!, stage))];
}
