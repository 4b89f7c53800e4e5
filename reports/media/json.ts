/** The document of `--json` as a file. */
import type { MediumDefinition } from '../medium.ts';
import { runDocument } from '../run-document.ts';

export const json: MediumDefinition = {
  write: ({ facts, replay }) => [
    { name: 'run.json', text: `${JSON.stringify(runDocument(facts, replay), null, 2)}\n` },
  ],
};
