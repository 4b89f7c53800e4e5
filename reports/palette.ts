/**
 * The colours, and who gets which. Colour says *who* and nothing else; red means *violated* and nothing else. VMs of
 * ASIL A to D take cool hues, QM VMs warm ones, the hypervisor slate, devices grey. Every value is a CSS variable, so
 * that one drawing serves the light and the dark theme; `palette.test.ts` recomputes contrasts, colour distances under
 * simulated colour blindness, and lightness in grey.
 *
 * Values: chosen by search under those constraints; measured contrast ratios are WCAG 2.1 relative luminance.
 */
import type { Asil } from '../scenarios/ecu.ts';

export interface Theme {
  readonly page: string;
  /** Ground of drawings, colour of textures. */
  readonly paper: string;
  readonly ink: string;
  readonly secondInk: string;
  readonly measured: string;
  readonly axis: string;
  readonly grid: string;
  /** Empty part of a bar's slot. */
  readonly slot: string;
  readonly soft: string;
  readonly hypervisor: string;
  readonly violated: string;
  /** Four cool (ASIL), then three warm (QM). */
  readonly vms: readonly string[];
}

export const lightTheme: Theme = {
  page: '#fbfbfa',
  paper: '#ffffff',
  ink: '#191d22',
  secondInk: '#555d66',
  measured: '#8c9399',
  axis: '#888f96',
  grid: '#e3e5e7',
  slot: '#f0f1f2',
  soft: '#f3f4f4',
  hypervisor: '#545a63',
  violated: '#c0000b',
  vms: ['#2327a0', '#32928d', '#2e7861', '#7c8fe8', '#d08332', '#a645b6', '#644239'],
};

export const darkTheme: Theme = {
  page: '#101316',
  paper: '#15181c',
  ink: '#e8eaec',
  secondInk: '#a3abb3',
  measured: '#666f78',
  axis: '#6f7780',
  grid: '#2a2f35',
  slot: '#20242a',
  soft: '#1a1e23',
  hypervisor: '#a9b0b8',
  violated: '#e34859',
  vms: ['#4f7de6', '#2eccfd', '#3d8f65', '#575ac2', '#e49b0c', '#974b83', '#f2d7a2'],
};

const coolSlots = [0, 1, 2, 3];
const warmSlots = [4, 5, 6];

/** `--name: value` declarations of one theme. */
export function themeVariables(theme: Theme): string {
  const named: Record<string, string> = {
    page: theme.page,
    paper: theme.paper,
    ink: theme.ink,
    ink2: theme.secondInk,
    bar: theme.measured,
    axis: theme.axis,
    grid: theme.grid,
    slot: theme.slot,
    soft: theme.soft,
    hyp: theme.hypervisor,
    red: theme.violated,
  };
  theme.vms.forEach((colour, slot) => {
    named[`v${slot}`] = colour;
  });
  return Object.entries(named)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

/** Who has which colour: class suffixes `0`..`6` for VMs, `h` for the hypervisor, `d` for devices and schedules. */
export interface Colours {
  /** VMs, most critical first, then by name. */
  readonly vms: readonly { readonly vm: string; readonly asil: Asil; readonly slot: string }[];
  /** Suffix for a VM's name, or for what has no VM: `hypervisor`, anything else a device. */
  readonly slotOf: (vm: string | null, culprit?: string) => string;
}

const asilOrder: Readonly<Record<Asil, number>> = { D: 0, C: 1, B: 2, A: 3, QM: 4 };

/** Most critical first. */
export function byAsil(a: Asil, b: Asil): number {
  return asilOrder[a] - asilOrder[b];
}

/** Code-unit order: the same in every engine and every locale. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Gives every VM a colour by class, then name. A class that is used up borrows from the other; when all seven are taken
 * the colours repeat, and the labels of lanes and rows carry the difference.
 */
export function assignColours(vms: readonly { readonly vm: string; readonly asil: Asil }[]): Colours {
  const ordered = [...vms].sort((a, b) => byAsil(a.asil, b.asil) || byName(a.vm, b.vm));
  const free = { cool: [...coolSlots], warm: [...warmSlots] };
  const asilCount = ordered.filter(({ asil }) => asil !== 'QM').length;
  const qmCount = ordered.length - asilCount;
  // What the other class needs itself is not borrowed as long as anything else is free.
  const assigned = ordered.map(({ vm, asil }, index) => {
    const own = asil === 'QM' ? free.warm : free.cool;
    const other = asil === 'QM' ? free.cool : free.warm;
    const reserved = asil === 'QM' ? 0 : qmCount;
    let slot = own.shift();
    if (slot === undefined && other.length > reserved) slot = other.pop();
    if (slot === undefined) {
      const slots = asil === 'QM' ? warmSlots : coolSlots;
      slot = slots[index % slots.length]!;
    }
    return { vm, asil, slot: String(slot) };
  });
  const slots = new Map(assigned.map(({ vm, slot }) => [vm, slot]));
  return {
    vms: assigned,
    slotOf: (vm, culprit) => (vm === null ? (culprit === 'hypervisor' ? 'h' : 'd') : (slots.get(vm) ?? 'd')),
  };
}
