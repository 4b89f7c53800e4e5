/**
 * End-to-end protection profiles of AUTOSAR: what a sender adds to each message and a receiver checks. Each profile says
 * how wide its counter is, which CRC guards the message, and how wide its data id is; a receiver's own choices are the
 * timeout and how many messages in a row it tolerates to lose (`max_delta`).
 *
 * Source: AUTOSAR Foundation, E2E Protocol Specification (public). A member of a field of another kind would be a message
 * field of its own; that all are checked alike is this model's simplification.
 */
import type { CrcName } from './crc.ts';

export interface ProtectionProfile {
  readonly counterBits: number;
  readonly dataIdBits: number;
  readonly crc: CrcName;
}

export const protectionProfiles = {
  'e2e-p01': { counterBits: 4, dataIdBits: 16, crc: 'CRC8 SAE J1850' },
  'e2e-p02': { counterBits: 4, dataIdBits: 8, crc: 'CRC8H2F' },
  'e2e-p04': { counterBits: 16, dataIdBits: 32, crc: 'CRC32P4' },
  'e2e-p05': { counterBits: 8, dataIdBits: 16, crc: 'CRC16 CCITT-FALSE' },
  'e2e-p06': { counterBits: 8, dataIdBits: 16, crc: 'CRC16 CCITT-FALSE' },
  'e2e-p07': { counterBits: 32, dataIdBits: 32, crc: 'CRC64' },
  'e2e-p08': { counterBits: 32, dataIdBits: 32, crc: 'CRC32P4' },
  'e2e-p11': { counterBits: 4, dataIdBits: 16, crc: 'CRC8 SAE J1850' },
  'e2e-p22': { counterBits: 4, dataIdBits: 8, crc: 'CRC8H2F' },
} as const satisfies Readonly<Record<string, ProtectionProfile>>;
export type ProtectionName = keyof typeof protectionProfiles;

/** What of a profile a receiver checks: switched off one by one to show what each of them is good for. */
export interface Checks {
  readonly counter: boolean;
  readonly dataId: boolean;
  readonly crc: boolean;
  readonly timeout: boolean;
}

export interface Protection {
  readonly profile: ProtectionProfile;
  /** A receiver that got no valid message for longer than this is in its safe state; null: it waits for ever. */
  readonly timeoutPs: number | null;
  /** Largest step of the counter that still counts as "some lost". */
  readonly maxDelta: number;
  readonly checks: Checks;
}
