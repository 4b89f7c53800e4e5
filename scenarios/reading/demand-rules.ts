/**
 * Rules of what is asked of the machine: limits and parents of requirements.
 */
import { requirementKindOf } from '../requirement-kinds.ts';
import type { FileEcu, FileTask } from '../shape.ts';
import { bare, type Judge } from './judge.ts';

export class DemandRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  requirement(id: string, requirement: FileEcu['requirements'][string]): void {
    const kind = requirementKindOf(requirement.use);
    if (kind === undefined) return;
    const has = (key: string) => this.judge.written(requirement, key);
    if (has('max') && has('min'))
      this.judge.addAtKey(requirement, 'min', {
        message: `requirement "${bare(id)}" has both "max" and "min"`,
        help: ['make two requirements'],
      });
    if (this.judge.read.nodeOf(requirement)?.hasStrangers === true) return;
    if (!kind.limitAtSubject && requirement.max === undefined && !has('max') && !has('min')) {
      this.judge.add(this.judge.node(requirement), {
        message: `requirement "${bare(id)}" has no limit`,
        help: ['write "max" or "min"'],
      });
    }
    if (!kind.limitAtSubject || has('max') || has('min') || typeof requirement.of !== 'string') return;
    for (const subject of this.judge.read.names.of('any-task', null).get(requirement.of) ?? []) {
      const [vm, name] = subject.split('/') as [string, string];
      const task = this.judge.ecu.vms[vm]?.tasks?.[name];
      if (
        task === undefined ||
        ['period', 'deadline'].some((key) => this.judge.written(task, key)) ||
        nominallyPeriodic(task)
      )
        continue;
      this.judge.add(this.judge.node(requirement, 'of'), {
        message: `task "${subject}" has no deadline`,
        help: [`write "deadline" at the task, or "max" here`],
      });
      return;
    }
  }

  parents(): void {
    const requirements = this.judge.ecu.requirements ?? {};
    const parentOf = new Map(
      Object.entries(requirements).flatMap(([id, { parent }]) =>
        typeof parent === 'string' ? [[id, parent] as const] : [],
      ),
    );
    this.judge.circles(
      "requirements are each other's parents",
      parentOf,
      (id) => this.judge.node(requirements[id]!, 'parent'),
      'a requirement cannot be its own parent',
    );
  }
}

function nominallyPeriodic({ activation }: FileTask): boolean {
  return activation?.use === 'periodic';
}
