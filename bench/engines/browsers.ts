/**
 * Headless browsers that are installed on this machine. A page served from the repository loads the compiled modules through an
 * import map, computes the fingerprints, and sends them back.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import type { Fingerprints } from './fingerprints.ts';
import { importMap } from './import-map.ts';
import { root, shelf } from './shelf.ts';

export interface Browser {
  readonly name: string;
  /** Names of the program, first found wins. */
  readonly programs: readonly string[];
  arguments(profile: string, url: string): readonly string[];
}

export const browsers: readonly Browser[] = [
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'chrome'],
    arguments: (profile, url) => [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--user-data-dir=${profile}`,
      url,
    ],
  },
  {
    name: 'Firefox',
    programs: ['firefox', 'firefox-esr'],
    arguments: (profile, url) => ['--headless', '--no-remote', '--profile', profile, url],
  },
];

export function installed(browser: Browser): string | null {
  return (
    browser.programs.find((program) => spawnSync(program, ['--version'], { timeout: 60_000 }).status === 0) ?? null
  );
}

/** Fingerprints as the browser computes them. Rejects with its message when it fails, or after three minutes. */
export async function fingerprintsInBrowser(
  browser: Browser,
  program: string,
  names: readonly string[],
): Promise<Fingerprints> {
  const html = page(names);
  const profile = mkdtempSync(join(tmpdir(), 'bulkhead-browser-'));
  let child: ChildProcess | undefined;
  let server: Server | undefined;
  try {
    return await new Promise<Fingerprints>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer within three minutes')), 180_000);
      const answer = (text: string) => {
        clearTimeout(timer);
        const { fingerprints, error } = JSON.parse(text) as { fingerprints?: Fingerprints; error?: string };
        if (fingerprints === undefined) reject(new Error(error));
        else resolve(fingerprints);
      };
      server = createServer((request, response) => serve(request, response, html, answer));
      server.listen(0, '127.0.0.1', () => {
        const { port } = server!.address() as AddressInfo;
        child = spawn(program, browser.arguments(profile, `http://127.0.0.1:${port}/`), { stdio: 'ignore' });
        child.on('error', reject);
      });
    });
  } finally {
    await ended(child);
    server?.closeAllConnections();
    server?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.pid === undefined) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}

function serve(request: IncomingMessage, response: ServerResponse, html: string, answer: (text: string) => void): void {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (request.method === 'POST') {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      response.end();
      answer(text);
    });
  } else if (path === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(html);
  } else if (/^\/(dist|node_modules)\/.*\.js$/.test(path)) {
    try {
      response.setHeader('content-type', 'text/javascript; charset=utf-8');
      response.end(readFileSync(join(root, path)));
    } catch {
      response.writeHead(404).end();
    }
  } else {
    response.writeHead(404).end();
  }
}

function page(names: readonly string[]): string {
  const input = JSON.stringify({ names, texts: shelf().texts }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<meta charset="utf-8">
<title>Fingerprints</title>
<script type="importmap">${JSON.stringify({ imports: importMap() })}</script>
<script type="module">
  const send = (answer) => fetch('/', { method: 'POST', body: JSON.stringify(answer) });
  try {
    const { fingerprintsOf } = await import('/dist/bench/engines/fingerprints.js');
    const { names, texts } = ${input};
    await send({ fingerprints: fingerprintsOf(names, texts) });
  } catch (error) {
    await send({ error: String(error) });
  }
</script>
`;
}
