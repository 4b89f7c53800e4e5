/**
 * Feature bits and their negotiation: the device offers, the driver takes what it wants and what that depends on, the device
 * agrees to FEATURES_OK or not. Names are those of the ECU file (kebab case of the standard's). Numbers: VIRTIO 1.4,
 * `content.tex` (reserved bits) and the chapters of the devices.
 */
export const ringFeatures = {
  'indirect-desc': 28,
  'event-idx': 29,
  'version-1': 32,
  'access-platform': 33,
  'ring-packed': 34,
  'in-order': 35,
  'order-platform': 36,
  'sr-iov': 37,
  'notification-data': 38,
  'notif-config-data': 39,
  'ring-reset': 40,
  'admin-vq': 41,
  suspend: 43,
} as const;
export type RingFeature = keyof typeof ringFeatures;

/** A feature and what must be negotiated with it: all of `all`, and one of each list in `any`. */
export interface FeatureDefinition {
  readonly bit: number;
  readonly all?: readonly string[];
  readonly any?: readonly (readonly string[])[];
}

export type FeatureTable = Readonly<Record<string, FeatureDefinition>>;

/** Ring features that our sides carry out. */
export const ringTable: FeatureTable = Object.fromEntries(
  Object.entries(ringFeatures).map(([name, bit]) => [name, { bit }]),
);

/** What `name` lacks among `chosen`: a text for each dependency that is not met. */
export function missingFor(name: string, chosen: ReadonlySet<string>, table: FeatureTable): string[] {
  const { all = [], any = [] } = table[name] ?? {};
  const missing = all.filter((needed) => !chosen.has(needed)).map((needed) => `"${needed}"`);
  for (const group of any)
    if (!group.some((needed) => chosen.has(needed)))
      missing.push(`one of ${group.map((one) => `"${one}"`).join(', ')}`);
  return missing;
}

/** What the driver takes: all it wants and is offered, less what lacks its dependencies. */
export function choose(offered: readonly string[], wanted: readonly string[], table: FeatureTable): string[] {
  const chosen = new Set(wanted.filter((name) => offered.includes(name)));
  for (;;) {
    const lacking = [...chosen].find((name) => missingFor(name, chosen, table).length > 0);
    if (lacking === undefined) return [...chosen].sort();
    chosen.delete(lacking);
  }
}
