/**
 * The fenced blocks of a Markdown file, so that what documentation shows can be run. The words after the language say what
 * a test does with a block:
 *
 *     ```yaml file=my-ecu.yaml     written to that name in the folder where the commands run
 *     ```ts file=models/x/y.ts     compiled and loaded as if it stood there
 *     ```bash run                  each line is run; `# exits 2` at its end says which exit code is expected
 *     ```bash ci                   run by `.ci/run`
 */
export interface CodeBlock {
  readonly language: string;
  /** `run`, `ci`, or empty. */
  readonly role: string;
  /** Value of `file=`, or null. */
  readonly file: string | null;
  readonly text: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const fence = /^```(\w+)?[ \t]*(.*)$/.exec(lines[index] as string);
    if (fence === null) continue;
    const end = lines.indexOf('```', index + 1);
    if (end < 0) throw new Error(`line ${index + 1}: the block is never closed`);
    const words = (fence[2] as string).split(/\s+/).filter((word) => word !== '');
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length) ?? null;
    blocks.push({
      language: fence[1] ?? '',
      role: words.find((word) => !word.includes('=')) ?? '',
      file,
      text: `${lines.slice(index + 1, end).join('\n')}\n`,
      line: index + 1,
    });
    index = end;
  }
  return blocks;
}
