/**
 * Rules of a boot: the order of its stages, where images stand and fit, who checks them before they run, and with what.
 */
import { hashNames, signatureNames } from '../../models/boot/engine.ts';
import { engines } from '../../models/boot/engines.ts';
import { storageTimingOf } from '../../models/medium/media.ts';
import { formatQuantity } from '../../models/parameter.ts';
import type { FileEcu } from '../shape.ts';
import { notAmong } from './findings.ts';
import { bare, type Judge } from './judge.ts';

type Boot = NonNullable<FileEcu['boot']>;
type Stage = Boot['stages'][string];

export class BootRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  run(): void {
    const { boot } = this.judge.ecu;
    if (boot?.stages === undefined) return;
    const hasCircle = this.#circles(boot.stages);
    for (const [name, stage] of Object.entries(boot.stages)) {
      this.#image(name, stage, boot);
      this.#place(name, stage);
      this.#check(name, stage, boot, hasCircle);
    }
    this.#sizes(boot);
  }

  /** What a stage waits for, directly. */
  #before(stage: Stage): string[] {
    const meanings = this.judge.read.names.of('stage', null);
    return (stage.after ?? []).flatMap((name) => meanings.get(name) ?? []);
  }

  #circles(stages: Boot['stages']): boolean {
    let found = false;
    const done = new Set<string>();
    const visit = (name: string, path: readonly string[]): void => {
      const stage = stages[name];
      if (stage === undefined || done.has(name)) return;
      for (const one of this.#before(stage)) {
        const here = [...path, name];
        if (!here.includes(one)) visit(one, here);
        else {
          found = true;
          const circle = [...here.slice(here.indexOf(one)), one];
          this.judge.add(this.judge.node(stage, 'after'), {
            message: `boot stages wait for each other: ${circle.join(' <- ')}`,
            help: ['a stage cannot start before itself'],
          });
        }
      }
      done.add(name);
    };
    for (const name of Object.keys(stages)) visit(name, []);
    return found;
  }

  /** An image stands on a storage medium that is large enough. */
  #image(name: string, stage: Stage, boot: Boot): void {
    const { load, decompress } = stage;
    if (load === undefined || load === 0) {
      if (decompress !== undefined)
        this.judge.add(this.judge.node(stage, 'decompress'), {
          message: `boot stage "${bare(name)}" unpacks nothing: it loads no image`,
          help: ['write "load" beside "decompress"'],
        });
      return;
    }
    const storage = stage.storage ?? boot.storage;
    if (storage === undefined) {
      if (this.judge.written(stage, 'storage') || this.judge.written(boot, 'storage')) return;
      this.judge.add(this.judge.node(stage, 'load'), {
        message: `boot stage "${bare(name)}" loads an image from nowhere`,
        help: ['write "storage" at the stage, or once for all under "boot"'],
      });
      return;
    }
    const medium = this.judge.ecu.media?.[storage];
    if (medium === undefined) return;
    if (storageTimingOf(medium) === null) {
      const where = stage.storage === undefined ? boot : stage;
      this.judge.add(this.judge.node(where, 'storage'), {
        message: `"${storage}" is a ${medium.use}, from which nothing can be loaded`,
        help: ['an image stands on a medium with use: flash'],
      });
      return;
    }
    const size = (medium as { size?: number }).size;
    if (typeof size === 'number' && load > size)
      this.judge.add(this.judge.node(stage, 'load'), {
        message: `the image of boot stage "${bare(name)}" is larger than medium "${storage}": ${this.judge.text(stage, 'load')} of ${formatQuantity('size', size)}`,
        help: [],
      });
  }

  /** All images of a medium fit on it together. */
  #sizes(boot: Boot): void {
    for (const [name, medium] of Object.entries(this.judge.ecu.media ?? {})) {
      const size = (medium as { size?: number }).size;
      if (typeof size !== 'number') continue;
      const images = Object.values(boot.stages).filter((stage) => (stage.storage ?? boot.storage) === name);
      const needed = images.reduce((sum, { load }) => sum + (load ?? 0), 0);
      if (needed <= size || images.some(({ load }) => (load ?? 0) > size)) continue;
      this.judge.add(this.judge.node(medium, 'size'), {
        message: `medium "${bare(name)}" is smaller than the images that boot loads from it: ${formatQuantity('size', needed)} together`,
        help: [],
      });
    }
  }

  #place(name: string, stage: Stage): void {
    const { on, vm } = stage;
    if (on === undefined) return;
    const cores = this.judge.read.names.coreTypes().reduce((sum, { count }) => sum + count, 0);
    if (vm !== undefined)
      this.judge.addAtKey(stage, 'on', {
        message: `boot stage "${bare(name)}" has both "on" and "vm"`,
        help: ['a stage of a guest runs on the vCPUs of that guest'],
      });
    else if (cores > 0 && on >= cores)
      this.judge.add(this.judge.node(stage, 'on'), {
        message: `there is no pCPU ${on}`,
        help: [`the SoC has pCPUs 0 to ${cores - 1}`],
      });
  }

  /** Whoever checks an image runs before it, and knows how. */
  #check(name: string, stage: Stage, boot: Boot, hasCircle: boolean): void {
    const { verify } = stage;
    if (verify === undefined) return;
    const known = (key: 'hash' | 'signature', words: readonly string[]) => {
      const word = verify[key];
      if (word !== undefined && !words.includes(word))
        this.judge.add(this.judge.node(verify, key), notAmong(key, word, words));
    };
    known('hash', hashNames);
    known('signature', signatureNames);
    const units = [...Object.keys(engines), ...this.judge.read.names.of('accelerator', null).keys()];
    if (verify.engine !== undefined && !units.includes(verify.engine))
      this.judge.add(this.judge.node(verify, 'engine'), notAmong('engine', verify.engine, units));
    const checker = verify.by;
    if (hasCircle || checker === undefined || boot.stages[checker] === undefined) return;
    if (checker === name) {
      this.judge.add(this.judge.node(verify, 'by'), {
        message: `boot stage "${bare(name)}" checks itself`,
        help: ['a stage is checked by one that runs before it'],
      });
      return;
    }
    if (this.#ancestors(name, boot).has(checker)) return;
    const isLater = this.#ancestors(checker, boot).has(name);
    // What a stage waits for may be missing because it could not be read.
    const isWhole = [name, ...this.#ancestors(name, boot)].every((one) => this.#isRead(boot.stages[one]!));
    if (!isLater && (!isWhole || !this.judge.written(stage, 'after'))) return;
    this.judge.add(this.judge.node(verify, 'by'), {
      message: `boot stage "${bare(name)}" is checked by "${bare(checker)}", which ${isLater ? 'comes later' : 'need not have run before it'}`,
      help: [`one that runs before it: ${[...this.#ancestors(name, boot)].join(', ') || 'none'}`],
    });
  }

  /** Every stage that `after` names is known. */
  #isRead(stage: Stage): boolean {
    const node = this.judge.node(stage, 'after');
    return node === undefined || (node.kind === 'list' && (stage.after ?? []).length === node.items.length);
  }

  #ancestors(name: string, boot: Boot): Set<string> {
    const found = new Set<string>();
    const visit = (at: string): void => {
      const stage = boot.stages[at];
      for (const before of stage === undefined ? [] : this.#before(stage)) {
        if (found.has(before)) continue;
        found.add(before);
        visit(before);
      }
    };
    visit(name);
    return found;
  }
}
