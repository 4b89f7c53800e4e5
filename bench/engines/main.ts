/**
 * `npm run engines [ecu ...]`: one table of the fingerprints of all ECUs of the shelf, one column per JavaScript engine. Any
 * digit that differs from this Node's is a failure (exit code 1), and so is an engine that breaks down; one that cannot be
 * had here (offline, not installed) is named and left out.
 */
import { browsers, fingerprintsInBrowser, installed } from './browsers.ts';
import { type Fingerprints, fingerprintsOf } from './fingerprints.ts';
import { fetchRuntime, fingerprintsIn, runtimes } from './runtimes.ts';
import { shelf } from './shelf.ts';

const { names: all, texts } = shelf();
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no ECU ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = (await table()) ? 0 : 1;
}

/** Prints the table; gives false when anything differs or breaks down. */
async function table(): Promise<boolean> {
  const reference = fingerprintsOf(names, texts);
  const width = Math.max(...names.map((name) => name.length), 'engine'.length);
  const shown = 12;
  console.log(`${'engine'.padEnd(24)}${names.map((name) => name.padEnd(Math.max(width, shown) + 2)).join('')}`);
  let good = true;
  const row = (engine: string, fingerprints: Fingerprints) => {
    const cells = names.map((name) => {
      const equal = fingerprints[name] === reference[name];
      good &&= equal;
      return `${fingerprints[name]?.slice(0, shown)}${equal ? '' : ' !'}`.padEnd(Math.max(width, shown) + 2);
    });
    console.log(`${engine.padEnd(24)}${cells.join('')}`);
  };
  const attempt = async (engine: string, compute: () => Fingerprints | Promise<Fingerprints> | null) => {
    try {
      const fingerprints = await compute();
      if (fingerprints === null) console.log(`${engine.padEnd(24)}not available here`);
      else row(engine, fingerprints);
    } catch (error) {
      good = false;
      console.log(`${engine.padEnd(24)}failed: ${(error as Error).message}`);
    }
  };
  row(`this Node (${process.version})`, reference);
  for (const runtime of runtimes) {
    await attempt(runtime.name, () => {
      const program = fetchRuntime(runtime);
      return program === null ? null : fingerprintsIn(program, runtime.arguments, names);
    });
  }
  for (const browser of browsers) {
    await attempt(browser.name, () => {
      const program = installed(browser);
      return program === null ? null : fingerprintsInBrowser(browser, program, names);
    });
  }
  console.log(good ? '\none digest per ECU in every column' : '\nsomething differs');
  return good;
}
