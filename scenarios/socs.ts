/**
 * Registry of the shelf `socs/`: one typed line per chip.
 */
import type { SocSheet } from './soc.ts';
import { am62p } from './socs/am62p.ts';
import { am64x } from './socs/am64x.ts';
import { generic4core } from './socs/generic-4core.ts';
import { jetsonTx2 } from './socs/jetson-tx2.ts';
import { zcu104 } from './socs/zcu104.ts';

export const socs = {
  am62p,
  am64x,
  'generic-4core': generic4core,
  'jetson-tx2': jetsonTx2,
  zcu104,
} as const satisfies Record<string, SocSheet>;
