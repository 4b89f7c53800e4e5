/** `bulkhead list`: what can stand after `use` in an ECU file, with parameters, units, defaults and sources. */
import { requirements } from '../../../analysis/requirements.ts';
import { type ShelfMember, shelves } from '../../../scenarios/shelves.ts';
import { defineCommand, notAmong } from '../command.ts';
import { shelfEcuNames, shelfEcuText } from '../ecu-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { jsonOption, noColorOption } from '../shared-options.ts';
import { formatShelf } from '../terminal/shelf-face.ts';
import { styleOf } from '../terminal/style.ts';

/** All shelves by name; the members are made when asked for. */
function allShelves(): Readonly<Record<string, () => ShelfMember[]>> {
  const ecus = (): ShelfMember[] =>
    shelfEcuNames().map((name) => ({
      name,
      origin: `scenarios/ecus/${name}.yaml`,
      summary: summaryOf(shelfEcuText(name)),
      parameters: [],
    }));
  const kinds = (): ShelfMember[] =>
    Object.values(requirements).map(({ name, summary, unit, subject }) => ({
      name,
      origin: 'analysis/requirements',
      summary,
      parameters: [
        { name: 'of', unit: subject, default: null, required: true, note: 'what is judged', grade: null },
        {
          name: 'max',
          unit: unit === 'ps' ? 'time' : 'share',
          default: null,
          required: false,
          note: 'the limit',
          grade: null,
        },
      ],
    }));
  return Object.fromEntries(
    Object.entries({ ...shelves, ecus, requirements: kinds }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The first sentence of the comment that opens the file. */
function summaryOf(text: string): string {
  const comment = /^(?:#.*\n)+/.exec(text)?.[0] ?? '';
  const prose = comment.replace(/^# ?/gm, '').replace(/\s+/g, ' ').trim();
  return /^.*?\.(?= |$)/.exec(prose)?.[0] ?? prose;
}

export const list = defineCommand({
  name: 'list',
  usage: '[shelf]',
  positionals: {
    shelf: { type: 'string', describe: 'policies, profiles, socs, kernels, ecus, ... ; without it: the shelves' },
  },
  summary: 'Show what an ECU file can choose from',
  options: {
    parameters: { type: 'boolean', describe: 'Show the parameters of each member, too' },
    json: jsonOption,
    'no-color': noColorOption,
  },
  examples: [
    ['list', 'The shelves'],
    ['list policies', 'Schedulers, each with its origin'],
    ['list profiles --parameters', 'Costs of hypervisors with source and grade'],
    ['list socs --json', 'The same for other tools'],
  ],
  complete: () => [...Object.keys(shelves), 'ecus', 'requirements'].sort(),
  run: async (args, host) => {
    const all = allShelves();
    const style = styleOf(host, host.out, { noColor: args['no-color'] === true });
    if (args.shelf === undefined) {
      host.out.write(
        args.json === true ? `${JSON.stringify(Object.keys(all), null, 2)}\n` : `${Object.keys(all).join('\n')}\n`,
      );
      return exitCodes.met;
    }
    const members = all[args.shelf]?.();
    if (members === undefined) {
      throw notAmong(`unknown shelf "${args.shelf}"`, 'shelves', args.shelf, Object.keys(all));
    }
    host.out.write(
      args.json === true
        ? `${JSON.stringify(members, null, 2)}\n`
        : formatShelf(members, args.parameters === true, style),
    );
    return exitCodes.met;
  },
});
