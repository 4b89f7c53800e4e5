/** RTC: the time of a clock of the host, asked for and answered in one request. */
import { z } from 'zod';
import { type DeviceDefinition, noConfiguration } from '../device.ts';

export const rtc = {
  name: 'rtc',
  origin: 'VIRTIO 1.4, device id 17: requestq, then alarmq with ALARM',
  summary: 'Clocks of the host.',
  deviceId: 17,
  queues: ['request'],
  features: { alarm: { bit: 0 } },
  always: [],
  requestQueue: 0,
  inputQueue: -1,
  media: [],
  request: () => ({ readable: [16], writable: [16] }),
  inputBytes: 0,
  configuration: noConfiguration,
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
