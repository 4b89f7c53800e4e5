/** `bulkhead validate`: checks an ECU file without running it, and can print it with every default filled in. */
import { printEcu } from '../../../scenarios/print.ts';
import { counted } from '../../wording.ts';
import { defineCommand } from '../command.ts';
import { loadEcu, shelfEcuNames } from '../ecu-file.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageInfo } from '../package-info.ts';
import { ecuPositional, jsonOption, noColorOption, setOption } from '../shared-options.ts';
import { styleOf } from '../terminal/style.ts';

export const validate = defineCommand({
  name: 'validate',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Check an ECU file: every mistake at once, each with its place',
  options: {
    print: { type: 'boolean', describe: 'Print the file with every default filled in, again as an ECU file' },
    set: setOption,
    json: jsonOption,
    'no-color': noColorOption,
  },
  examples: [
    ['validate my-ecu.yaml', 'Check it'],
    ['validate cockpit --print > full.yaml', 'The whole description, every default written out'],
    ['validate cockpit --set run.horizon=1s', 'Check a change before running it'],
  ],
  complete: shelfEcuNames,
  run: async (args, host) => {
    const ecu = loadEcu(args.ecu, args.set ?? [], host);
    if (args.print === true) {
      host.out.write(printEcu(ecu));
      return exitCodes.met;
    }
    if (args.json === true) {
      const { name, sha256, warnings } = ecu;
      host.out.write(
        `${JSON.stringify({ tool: packageInfo(), ecu: { name, sha256 }, problems: [], warnings }, null, 2)}\n`,
      );
      return exitCodes.met;
    }
    const style = styleOf(host, host.out, { noColor: args['no-color'] === true });
    for (const { path, message } of ecu.warnings)
      host.out.write(`${style.dim(style.plain(`! ${path}: ${message}`))}\n`);
    const counts = [
      counted(ecu.vms.length, 'VM'),
      counted(
        ecu.vms.reduce((sum, vm) => sum + vm.tasks.length, 0),
        'task',
      ),
      counted(ecu.requirements.length, 'requirement'),
      counted(ecu.warnings.length, 'warning'),
    ];
    const mark = style.pipe ? 'valid' : `${style.glyphs.met} ${style.strong('valid')}`;
    host.out.write(`${mark}  ${style.plain(ecu.origin)}: ${counts.join(', ')}\n`);
    return exitCodes.met;
  },
});
