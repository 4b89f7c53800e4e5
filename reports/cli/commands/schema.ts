/** `bulkhead schema`: the JSON Schema of ECU files, for editors that complete and check while typing. */
import { jsonSchema } from '../../../scenarios/json-schema.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const schema = defineCommand({
  name: 'schema',
  usage: '',
  positionals: {},
  summary: 'Print the JSON Schema of ECU files, for editors',
  options: {},
  examples: [
    ['schema > ecu.schema.json', 'Then begin an ECU file with: # yaml-language-server: $schema=ecu.schema.json'],
  ],
  run: async (_args, host) => {
    host.out.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    return exitCodes.met;
  },
});
