/** The shelf of devices: one line per kind. */
import type { DeviceDefinition } from './device.ts';
import { block } from './devices/block.ts';
import { can } from './devices/can.ts';
import { console } from './devices/console.ts';
import { entropy } from './devices/entropy.ts';
import { gpio } from './devices/gpio.ts';
import { gpu } from './devices/gpu.ts';
import { i2c } from './devices/i2c.ts';
import { input } from './devices/input.ts';
import { iommu } from './devices/iommu.ts';
import { net } from './devices/net.ts';
import { rtc } from './devices/rtc.ts';
import { scmi } from './devices/scmi.ts';
import { sound } from './devices/sound.ts';
import { vsock } from './devices/vsock.ts';

export const devices = {
  block,
  can,
  console,
  entropy,
  gpio,
  gpu,
  i2c,
  input,
  iommu,
  net,
  rtc,
  scmi,
  sound,
  vsock,
} as const satisfies Record<string, DeviceDefinition>;

/** The kind of a chosen device, or null: a member whose model comes later. */
export function deviceOf(use: string): DeviceDefinition | null {
  return Object.hasOwn(devices, use) ? devices[use as keyof typeof devices] : null;
}
