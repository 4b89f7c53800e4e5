/**
 * Compositional analysis: components are analysed one by one, the events that one emits are the events that the next receives,
 * with the jitter that response times add, until nothing changes. The fixed point exists because more jitter never makes a
 * response shorter; it is given up when a response leaves `longest`.
 *
 * Theory: Tindell and Clark, Microprocessing and Microprogramming 40, 1994 (holistic); Richter, TU Braunschweig 2004; Henia et
 * al., IEE Proc. Computers and Digital Techniques 152(2), 2005. Integers in one unit.
 */
import { delayed, type EventModel } from '../event-model/event-model.ts';
import { type BoundResult, noBound } from './term.ts';

export interface ComposedTask {
  readonly name: string;
  readonly component: string;
  readonly cost: number;
  readonly leastCost: number;
  readonly priority: number;
  /** Either a model of its own, or the task that activates it when it finishes. */
  readonly model: EventModel | null;
  readonly after: string | null;
}

export interface Composition {
  readonly tasks: readonly ComposedTask[];
  /** Analyses one component with the models found so far. */
  analyse(
    component: string,
    tasks: readonly (ComposedTask & { readonly model: EventModel })[],
  ): ReadonlyMap<string, BoundResult>;
  readonly longest: number;
  /** What a task emits: by default its model, delayed by its response, and never closer than its least execution. */
  emitted?(task: ComposedTask, model: EventModel, response: number): EventModel;
}

export interface Composed {
  readonly results: ReadonlyMap<string, BoundResult>;
  readonly models: ReadonlyMap<string, EventModel>;
  readonly rounds: number;
}

const roundsMax = 1_000;

export function compose(composition: Composition): Composed {
  const { tasks } = composition;
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const components = [...new Set(tasks.map(({ component }) => component))];
  /** Response times found so far; at first the least ones. */
  const responses = new Map(tasks.map(({ name, leastCost }) => [name, leastCost]));
  for (let rounds = 1; rounds <= roundsMax; rounds += 1) {
    const models = modelsFrom(composition, byName, responses);
    const results = new Map<string, BoundResult>();
    for (const component of components) {
      const inside = tasks
        .filter((task) => task.component === component)
        .map((task) => ({ ...task, model: models.get(task.name)! }));
      for (const [name, result] of composition.analyse(component, inside)) results.set(name, result);
    }
    if ([...results.values()].some(({ response }) => response === null || response > composition.longest)) {
      return {
        results: new Map([...results].map(([name, result]) => [name, given(result, composition.longest)])),
        models,
        rounds,
      };
    }
    let changed = false;
    for (const [name, { response }] of results) {
      if (responses.get(name) === response) continue;
      responses.set(name, response!);
      changed = true;
    }
    if (!changed) return { results, models, rounds };
  }
  return {
    results: new Map(tasks.map(({ name }) => [name, noBound('the response times do not settle')])),
    models: new Map(),
    rounds: roundsMax,
  };
}

/** Once one task has no bound, those that depend on it may have none either: nobody keeps a number from an unfinished round. */
function given(result: BoundResult, longest: number): BoundResult {
  if (result.response === null) return result;
  return noBound(
    result.response > longest
      ? 'beyond the longest response looked at'
      : 'another task of the same system has no bound',
  );
}

function modelsFrom(
  { emitted = emittedByDefault }: Composition,
  byName: ReadonlyMap<string, ComposedTask>,
  responses: ReadonlyMap<string, number>,
): ReadonlyMap<string, EventModel> {
  const models = new Map<string, EventModel>();
  const modelOf = (task: ComposedTask): EventModel => {
    const known = models.get(task.name);
    if (known !== undefined) return known;
    const before = task.after === null ? null : byName.get(task.after)!;
    const model = before === null ? task.model! : emitted(before, modelOf(before), responses.get(before.name)!);
    models.set(task.name, model);
    return model;
  };
  for (const task of byName.values()) modelOf(task);
  return models;
}

function emittedByDefault(task: ComposedTask, model: EventModel, response: number): EventModel {
  return delayed(model, response - task.leastCost, task.leastCost);
}
