/**
 * Media behind devices, from the description: storage, a CAN bus, a link, a display, each as a port for devices and with the
 * traffic of nodes outside of the ECU. A frame of the outside repeats with its period from a drawn phase on. Times in ps.
 */
import type { Stream } from '../engine/chance.ts';
import type { Kernel } from '../engine/kernel.ts';
import { mulDivFloor } from '../engine/time.ts';
import type { Machine, MachineDevice } from '../models/hypervisor/machine.ts';
import { CanBus } from '../models/medium/can-bus.ts';
import type { CanFrame } from '../models/medium/can-frame.ts';
import { Display } from '../models/medium/display.ts';
import { Link } from '../models/medium/link.ts';
import { storageTimingOf } from '../models/medium/media.ts';
import { Storage } from '../models/medium/storage.ts';
import type { MediumPort } from '../models/virtio/medium-port.ts';
import type { VirtioDevice } from '../models/virtio/virtio-device.ts';
import type * as described from './ecu.ts';
import type { EntityTable } from './entity-table.ts';

export interface MediaParts {
  readonly machine: Machine;
  readonly kernel: Kernel;
  readonly table: EntityTable;
  readonly stream: (label: string) => Stream;
  /** A storage medium carried data for `requester` from one instant to another; absent: nobody wants to know. */
  readonly onCarried?: (medium: number, requester: number, fromPs: number, toPs: number) => void;
}

type Named = described.Choice & { readonly name: string };

export interface BuiltMedium {
  /** For those who read and write it without a device: loaders. */
  readonly storage?: Storage;
  portFor(device: described.Choice): MediumPort;
  /** What comes in from outside reaches this device too. */
  attach(device: VirtioDevice): void;
  start(): void;
}

/** One pending event of a medium. */
class Alarm implements MachineDevice {
  slot = -1;
  readonly #kernel: Kernel;
  readonly #ring: (nowPs: number) => void;

  constructor({ kernel, machine }: MediaParts, ring: (nowPs: number) => void) {
    this.#kernel = kernel;
    this.#ring = ring;
    machine.addDevice(this);
  }

  arm(atPs: number): void {
    if (atPs === Number.POSITIVE_INFINITY) this.#kernel.disarm(this.slot);
    else this.#kernel.arm(this.slot, Math.max(atPs, this.#kernel.nowPs + 1));
  }

  fired(nowPs: number): void {
    this.#ring(nowPs);
  }
}

interface Frame {
  readonly name: string;
  readonly id: number;
  readonly size: number;
  readonly period: number;
}

/** Frames of the outside: the n-th of each at phase + n x period. */
function sendTraffic(
  medium: Named,
  parts: MediaParts,
  send: (frame: Frame, index: number, nowPs: number) => void,
): void {
  const traffic = (medium.traffic ?? {}) as Readonly<Record<string, Omit<Frame, 'name'>>>;
  for (const name of Object.keys(traffic).sort()) {
    const frame: Frame = { ...traffic[name]!, name };
    const chance = parts.stream(`medium:${medium.name}:${name}`);
    const phasePs = mulDivFloor(frame.period, chance.draw(0, 0, 0), 2 ** 32);
    let index = 0;
    const alarm: Alarm = new Alarm(parts, (nowPs) => {
      send(frame, index, nowPs);
      index += 1;
      alarm.arm(phasePs + index * frame.period);
    });
    alarm.arm(phasePs);
  }
}

export function buildMedium(medium: Named, parts: MediaParts): BuiltMedium {
  const timing = storageTimingOf(medium);
  if (timing !== null) return storageMedium(medium, parts);
  if (medium.use === 'can-bus') return canMedium(medium, parts);
  if (medium.use === 'link') return linkMedium(medium, parts);
  return displayMedium(medium, parts);
}

function storageMedium(medium: Named, parts: MediaParts): BuiltMedium {
  const id = parts.table.id('medium', medium.name);
  const alarm: Alarm = new Alarm(parts, (nowPs) => storage.fire(nowPs));
  const storage: Storage = new Storage({
    id,
    timing: storageTimingOf(medium)!,
    arm: (atPs) => alarm.arm(atPs),
    onCarried: ({ requester }, fromPs, toPs) => parts.onCarried?.(id, requester, fromPs, toPs),
  });
  const open: number[] = [];
  const port: MediumPort = {
    submit: ({ sizeBytes, write, priority, requester, done }, nowPs) => {
      // Blamed for the wait: whoever was there before, else nobody.
      const culprit = open[0] ?? -1;
      open.push(requester);
      storage.submit(
        {
          bytes: sizeBytes,
          write,
          priority,
          requester,
          done: (atPs) => {
            open.splice(open.indexOf(requester), 1);
            done(atPs, culprit, false);
          },
        },
        nowPs,
      );
    },
  };
  return { storage, portFor: () => port, attach: () => {}, start: () => {} };
}

function canMedium(medium: Named, parts: MediaParts): BuiltMedium {
  const id = parts.table.id('medium', medium.name);
  const rateHz = (medium.rate as number) * 8;
  const dataRateHz = ((medium.data_rate as number | undefined) ?? (medium.rate as number)) * 8;
  const content = parts.stream(`medium:${medium.name}:content`);
  const devices: VirtioDevice[] = [];
  const alarm: Alarm = new Alarm(parts, (nowPs) => {
    bus.fire(nowPs);
    bus.settle(nowPs);
  });
  const bus = new CanBus({
    id,
    rateHz,
    dataRateHz,
    arm: (atPs) => alarm.arm(atPs),
    onFrame: ({ sender, frame }, nowPs) => {
      for (const device of devices) if (device.id !== sender) device.cameIn(frame.data.length, nowPs);
    },
  });
  let sent = 0;
  const frameOf = (frameId: number, sizeBytes: number, fd: boolean): CanFrame => {
    sent += 1;
    const data = Array.from(
      { length: Math.min(sizeBytes, fd ? 64 : 8) },
      (_, byte) => content.draw(frameId, sent, byte) % 256,
    );
    return { id: frameId, extended: frameId > 0x7ff, fd, data };
  };
  const submit = (frame: CanFrame, sender: number, nowPs: number, done: (atPs: number, culprit: number) => void) => {
    const culprit = bus.sending?.sender ?? -1;
    bus.submit({ frame, sender, queuedAtPs: nowPs, done: (atPs) => done(atPs, culprit) });
    // Whoever is ready within the same instant takes part in the arbitration.
    if (bus.sending === null) alarm.arm(nowPs + 1);
  };
  return {
    portFor: (device) => {
      const fd = (device.features as readonly string[]).includes('can-fd');
      return {
        submit: ({ sizeBytes, requester, done }, nowPs) =>
          submit(
            frameOf((device.id as number | undefined) ?? 0x400, sizeBytes, fd),
            requester,
            nowPs,
            (atPs, culprit) => done(atPs, culprit, false),
          ),
      };
    },
    attach: (device) => devices.push(device),
    start: () =>
      sendTraffic(medium, parts, ({ id: frameId, size }, _index, nowPs) =>
        submit(frameOf(frameId, size, size > 8), id, nowPs, () => {}),
      ),
  };
}

function linkMedium(medium: Named, parts: MediaParts): BuiltMedium {
  const id = parts.table.id('medium', medium.name);
  const timing = { bytesPerS: medium.rate as number, setupPs: (medium.setup as number | undefined) ?? 0 };
  const out = new Link(timing);
  const inward = new Link(timing);
  const devices: VirtioDevice[] = [];
  const pending: { readonly atPs: number; readonly run: (nowPs: number) => void }[] = [];
  const alarm: Alarm = new Alarm(parts, (nowPs) => {
    while (pending.length > 0 && pending[0]!.atPs <= nowPs) pending.shift()!.run(nowPs);
    if (pending.length > 0) alarm.arm(pending[0]!.atPs);
  });
  const later = (atPs: number, run: (nowPs: number) => void) => {
    let at = pending.length;
    while (at > 0 && pending[at - 1]!.atPs > atPs) at -= 1;
    pending.splice(at, 0, { atPs, run });
    alarm.arm(pending[0]!.atPs);
  };
  const port: MediumPort = {
    submit: ({ sizeBytes, requester, done }, nowPs) => {
      const culprit = out.isBusy(nowPs) ? out.sender : -1;
      later(out.send(sizeBytes, requester, nowPs), (atPs) => done(atPs, culprit, false));
    },
  };
  return {
    portFor: () => port,
    attach: (device) => devices.push(device),
    start: () =>
      sendTraffic(medium, parts, ({ size }, _index, nowPs) =>
        later(inward.send(size, id, nowPs), (atPs) => {
          for (const device of devices) device.cameIn(size, atPs);
        }),
      ),
  };
}

function displayMedium(medium: Named, parts: MediaParts): BuiltMedium {
  const display = new Display(medium.refresh as number);
  const waiting: ((nowPs: number) => void)[] = [];
  const lastShown = new Map<number, number>();
  const alarm = new Alarm(parts, (nowPs) => {
    for (const done of waiting.splice(0)) done(nowPs);
  });
  const port: MediumPort = {
    submit: ({ requester, done }, nowPs) => {
      waiting.push((atPs) => {
        // Late: the display refreshed without a new frame since the last one.
        const before = lastShown.get(requester);
        lastShown.set(requester, atPs);
        done(atPs, -1, before !== undefined && display.nextPs(before) < atPs);
      });
      alarm.arm(display.nextPs(nowPs));
    },
  };
  return { portFor: () => port, attach: () => {}, start: () => {} };
}
