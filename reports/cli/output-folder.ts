/**
 * Writing results: all files of a run appear together. Each is first written under a temporary name in the folder where
 * it will stand, then all are renamed; so a reader never sees half a file, and Ctrl-C or a full disk leaves the files of
 * the last finished run as they were.
 */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Artefact } from '../medium.ts';
import { BadInput, Interrupted } from './command.ts';
import { fileProblem } from './file-problem.ts';
import type { Host } from './host.ts';

/**
 * Writes `files` into `folder` (made when missing) and returns their paths as the user would name them.
 * @throws BadInput when the folder cannot be written, Interrupted after Ctrl-C; in both cases nothing new is left.
 */
export async function writeFiles(folder: string, files: readonly Artefact[], host: Host): Promise<string[]> {
  let interrupted = false;
  const stopListening = host.onInterrupt(() => {
    interrupted = true;
  });
  const created: string[] = [];
  const moves: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { name, text } of files) {
      const to = resolve(host.cwd, folder, name);
      const from = join(dirname(to), `.${name.split('/').at(-1)}.${process.pid}.tmp`);
      await makeFolder(dirname(to), created);
      moves.push({ from, to });
      await writeFile(from, text);
      if (interrupted) throw new Interrupted('interrupted while writing; nothing was changed');
    }
    for (const { from, to } of moves) await rename(from, to);
  } catch (error) {
    for (const { from } of moves) await rm(from, { force: true });
    for (const path of created.reverse()) await rm(path, { recursive: true, force: true });
    if (error instanceof Interrupted) throw error;
    throw new BadInput(
      `${folder}: cannot be written: ${fileProblem(error)}\n       choose another folder with --out DIR`,
    );
  } finally {
    stopListening();
  }
  return files.map(({ name }) => join(folder, name));
}

/**
 * Makes a folder with all that it stands in, one by one: the recursive form of Node 20 never returns where a file system
 * makes no folders (`/proc`).
 * @param created gets the folders that were not there before, outermost first
 */
async function makeFolder(path: string, created: string[]): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && dirname(path) !== path) return null;
    throw error;
  });
  if (found?.isDirectory() === true) return;
  if (found !== null) throw Object.assign(new Error(`${path} is no folder`), { code: 'EEXIST' });
  await makeFolder(dirname(path), created);
  try {
    await mkdir(path);
    created.push(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Another run may have made it meanwhile; a parent that is there and takes nothing is a file system of its own kind.
    if (code === 'EEXIST') return;
    throw code === 'ENOENT' ? Object.assign(new Error('no folder can be made here'), { code: 'EPERM' }) : error;
  }
}
