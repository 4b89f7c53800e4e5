/** The files of the shelf of ECUs, for the runtimes that can read files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository: the folder of `package.json`, from the sources as well as from `dist`. */
export const root: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** Names of the ECUs, sorted, and the text of every file by file name. */
export function shelf(): { readonly names: readonly string[]; readonly texts: Readonly<Record<string, string>> } {
  const folder = join(root, 'scenarios', 'ecus');
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const texts = Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  return { names: files.map((file) => file.slice(0, -'.yaml'.length)), texts };
}
