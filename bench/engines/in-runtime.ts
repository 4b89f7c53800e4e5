/**
 * The program that runs inside another runtime with files (Node, Bun, Deno): prints the fingerprints as one line of JSON.
 * Arguments: the longest horizon in ps
 * (`Infinity`: each ECU's own), then names of ECUs; all when there are none.
 */
import { fingerprintsOf } from './fingerprints.ts';
import { shelf } from './shelf.ts';

const { names, texts } = shelf();
const [longestPs, ...wanted] = process.argv.slice(2);
console.log(JSON.stringify(fingerprintsOf(wanted.length > 0 ? wanted : names, texts, Number(longestPs))));
