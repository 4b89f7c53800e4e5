/** The two sides of a queue, by its format. */
import { PackedDevice } from './packed-device.ts';
import { PackedDriver } from './packed-driver.ts';
import type { DeviceSide, DriverSide, QueueSetup } from './queue.ts';
import { SplitDevice } from './split-device.ts';
import { SplitDriver } from './split-driver.ts';

export function driverSide(setup: QueueSetup): DriverSide {
  const side = setup.packed ? new PackedDriver(setup) : new SplitDriver(setup);
  writeFirstIndex(setup);
  return side;
}

export function deviceSide(setup: QueueSetup): DeviceSide {
  return setup.packed ? new PackedDevice(setup) : new SplitDevice(setup);
}

/** A split ring that starts elsewhere than at 0 says so in its memory: the fields that both sides start from. */
function writeFirstIndex({ memory, packed, firstIndex, driverArea, deviceArea, size }: QueueSetup): void {
  if (packed || firstIndex === 0) return;
  memory.write16('driver', driverArea + 2, firstIndex);
  memory.write16('driver', deviceArea + 2, firstIndex);
  memory.write16('driver', driverArea + 4 + 2 * size, firstIndex);
  memory.write16('driver', deviceArea + 4 + 8 * size, firstIndex);
}
