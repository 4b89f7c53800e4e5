/**
 * Recomputes what the palettes promise, from the hexadecimal values alone: contrast (WCAG 2.1, relative luminance),
 * distance between any two fills (CIEDE2000; Sharma, Wu, Dalal 2005) as seen with normal vision and with protanopia,
 * deuteranopia and tritanopia (Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB), and lightness in grey.
 */
import { describe, expect, test } from 'vitest';
import { assignColours, darkTheme, lightTheme, type Theme } from './palette.ts';

type Triple = readonly [number, number, number];

function linearRgb(hex: string): Triple {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(linearRgb(a)), luminance(linearRgb(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const visions: Readonly<Record<string, readonly Triple[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, vision: string): Triple {
  const rgb = linearRgb(hex);
  return visions[vision]!.map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  ) as unknown as Triple;
}

/** Linear sRGB to CIE L*a*b*, white D65. */
function lab([r, g, b]: Triple): Triple {
  const x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883;
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))];
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

function hue(a: number, b: number): number {
  const degrees = (Math.atan2(b, a) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + 25 ** 7)));
  const [x1, x2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)];
  const [h1, h2] = [hue(x1, b1), hue(x2, b2)];
  let turn = h2 - h1;
  if (c1 * c2 === 0) turn = 0;
  else if (turn > 180) turn -= 360;
  else if (turn < -180) turn += 360;
  const [dl, dc, dh] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn / 2))];
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  let h = h1 + h2;
  if (c1 * c2 !== 0) h = Math.abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? (h + 360) / 2 : (h - 360) / 2;
  const t =
    1 -
    0.17 * Math.cos(radians(h - 30)) +
    0.24 * Math.cos(radians(2 * h)) +
    0.32 * Math.cos(radians(3 * h + 6)) -
    0.2 * Math.cos(radians(4 * h - 63));
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sc = 1 + 0.045 * c;
  const sh = 1 + 0.015 * c * t;
  const rt = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(radians(60 * Math.exp(-(((h - 275) / 25) ** 2))));
  return Math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh));
}

const lightness = (hex: string) => 116 * Math.cbrt(luminance(linearRgb(hex))) - 16;

test('the distance itself: pairs published with their results (Sharma, Wu, Dalal 2005, table 1)', () => {
  const pairs: readonly (readonly [Triple, Triple, number])[] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  for (const [a, b, distance] of pairs) expect(ciede2000(a, b)).toBeCloseTo(distance, 4);
});

const themes: readonly (readonly [string, Theme])[] = [
  ['light', lightTheme],
  ['dark', darkTheme],
];

/** The five VM colours of an ECU with two ASIL and three QM guests, as in the cockpit. */
const five = assignColours([
  { vm: 'cluster', asil: 'B' },
  { vm: 'driver', asil: 'QM' },
  { vm: 'gateway', asil: 'B' },
  { vm: 'infotainment', asil: 'QM' },
  { vm: 'telematics', asil: 'QM' },
]).vms.map(({ slot }) => Number(slot));

describe.each(themes)('%s theme', (name, theme) => {
  const fills = [...theme.vms, theme.hypervisor, theme.violated];

  test('fills stand out from the paper by 3:1, the measured bar and axes from their ground', () => {
    for (const fill of [...fills, theme.measured, theme.axis])
      expect(contrast(fill, theme.paper)).toBeGreaterThanOrEqual(3);
  });

  test('text stands out by 4.5:1', () => {
    for (const ground of [theme.page, theme.paper, theme.soft]) {
      for (const text of [theme.ink, theme.secondInk]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(theme.violated, theme.page)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.keys(visions))('any two fills differ by at least 10 (CIEDE2000), %s', (vision) => {
    const colours = fills.map((fill) => lab(seen(fill, vision)));
    colours.forEach((a, i) => {
      colours.slice(i + 1).forEach((b, k) => {
        expect(ciede2000(a, b), `${fills[i]} and ${fills[i + 1 + k]}`).toBeGreaterThanOrEqual(10);
      });
    });
  });

  test('in grey the five colours of a cockpit differ by 6 L*', () => {
    const levels = five.map((slot) => lightness(theme.vms[slot]!)).sort((a, b) => a - b);
    const gaps = levels.slice(1).map((level, index) => level - levels[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(name === 'light' ? 6 : 7);
  });
});

describe('who gets which colour', () => {
  test('by class, then name, never by order of the input', () => {
    const vms = [
      { vm: 'z', asil: 'QM' },
      { vm: 'b', asil: 'B' },
      { vm: 'd', asil: 'D' },
      { vm: 'a', asil: 'QM' },
    ] as const;
    const slots = (list: readonly { readonly vm: string; readonly asil: 'QM' | 'B' | 'D' }[]) =>
      assignColours(list).vms.map(({ vm, slot }) => `${vm}${slot}`);
    expect(slots(vms)).toEqual(['d0', 'b1', 'a4', 'z5']);
    expect(slots([...vms].reverse())).toEqual(slots(vms));
  });

  test('a used-up class borrows from the other, then colours repeat', () => {
    const qm = Array.from({ length: 9 }, (_, index) => ({ vm: `v${index}`, asil: 'QM' as const }));
    const slots = assignColours(qm).vms.map(({ slot }) => slot);
    expect(new Set(slots.slice(0, 7)).size).toBe(7);
    expect(slots.slice(7).every((slot) => ['4', '5', '6'].includes(slot))).toBe(true);
  });

  test('an ASIL VM never takes a warm colour that a QM VM needs', () => {
    const vms = [
      ...Array.from({ length: 5 }, (_, index) => ({ vm: `a${index}`, asil: 'B' as const })),
      ...Array.from({ length: 3 }, (_, index) => ({ vm: `q${index}`, asil: 'QM' as const })),
    ];
    const colours = assignColours(vms);
    expect(colours.vms.filter(({ asil }) => asil === 'QM').map(({ slot }) => slot)).toEqual(['4', '5', '6']);
  });

  test('what has no VM: the hypervisor has slate, the rest is grey', () => {
    const { slotOf } = assignColours([]);
    expect([slotOf(null, 'hypervisor'), slotOf(null, 'gpu'), slotOf('unknown')]).toEqual(['h', 'd', 'd']);
  });
});
