/** Where does the time of a device request go? Devices, their stages with the culprit of each wait, and the rules checked. */
import type { DeviceFact, RuleFact } from '../../analysis/device/device-fact.ts';
import { requestWaterfall } from '../chart/request-waterfall.ts';
import { count, duration, none, plural, roughPercentage } from '../number.ts';
import type { Block, Cell, Row, Sheet, SheetDefinition, SheetInput, Table } from '../sheet.ts';
import { stageWords } from '../stage-words.ts';

export const deviceRequests: SheetDefinition = {
  id: 'device-requests',
  question: 'Where does the time of a device request go?',
  madeBy: 'a run of an ECU whose guests have devices',
  write: writeDevices,
};

function writeDevices({ facts, colours }: SheetInput): Sheet | null {
  const { devices = [], virtioRules = [] } = facts;
  const used = devices.filter(({ slowest }) => slowest !== null);
  if (used.length === 0) return null;
  const ordered = [...used].sort(
    (a, b) => (b.latency.maxPs ?? 0) - (a.latency.maxPs ?? 0) || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  const worst = worstWait(ordered);
  const first = worst?.device ?? ordered[0]!;
  const shown = requestWaterfall(first, first.slowest!, colours);
  const others = ordered.filter((device) => device !== first);
  const blocks: Block[] = [
    devicesTable(ordered),
    { kind: 'heading', text: shown.title },
    { kind: 'chart', chart: shown },
    stagesTable(ordered),
    rulesTable(virtioRules),
  ];
  const pictures = others.map((device) => requestWaterfall(device, device.slowest!, colours));
  return { title: titleOf(ordered, worst), lead, blocks, pictures };
}

const lead =
  'From the post of a buffer to the end of the guest’s handler. Each stage begins where the one before ends, so they sum exactly. A wait is blamed on whoever stood in the way when it began.';

function nameOf({ vm, device }: DeviceFact): string {
  return `${vm}/${device}`;
}

interface Wait {
  readonly device: DeviceFact;
  readonly words: string;
  readonly culprit: string;
  readonly ps: number;
}

/** The longest wait of all that another guest is blamed for. */
function worstWait(devices: readonly DeviceFact[]): Wait | null {
  let worst: Wait | null = null;
  for (const device of devices)
    for (const { stage, culprit, culpritVm, culpritPs } of device.stages) {
      if (culprit === null || culpritVm === null || culpritVm === device.vm || stage === 'post') continue;
      if (worst === null || culpritPs > worst.ps) worst = { device, words: stageWords[stage], culprit, ps: culpritPs };
    }
  return worst;
}

function titleOf(devices: readonly DeviceFact[], worst: Wait | null): string {
  if (worst === null) return `Requests to ${plural(devices.length, 'device')} wait for no other guest`;
  const total = worst.device.stages.reduce((sum, { sumPs }) => sum + sumPs, 0);
  return `${roughPercentage(worst.ps / total)} of the time of ${nameOf(worst.device)} is “${worst.words}”, held up by ${worst.culprit}`;
}

const number = (value: string): Cell => ({ kind: 'number', value });
const time = (ps: number | null): Cell => number(ps === null ? none : duration(ps));
const perRequest = (amount: number, requests: number): Cell =>
  number(requests === 0 ? none : (amount / requests).toFixed(2));

function devicesTable(devices: readonly DeviceFact[]): Table {
  return {
    kind: 'table',
    caption: 'Devices: requests and what came in, with notifications, interrupts and exits per request',
    look: 'plain',
    columns: [
      { head: 'device' },
      { head: 'back-end' },
      { head: 'requests', align: 'end' },
      { head: 'B/s', align: 'end', minor: true },
      { head: 'p50', align: 'end' },
      { head: 'p99', align: 'end' },
      { head: 'max', align: 'end' },
      { head: 'kicks', align: 'end', minor: true },
      { head: 'interrupts', align: 'end', minor: true },
      { head: 'exits', align: 'end', minor: true },
      { head: 'suppressed', align: 'end', minor: true },
      { head: 'lost', align: 'end', minor: true },
    ],
    rows: devices.map((device): Row => {
      const { counts, latency, requests, inputs } = device;
      const all = requests + inputs;
      const lost = counts['dropped-inputs'] + counts['failed-requests'];
      return {
        vm: device.vm,
        cells: [
          { kind: 'text', text: nameOf(device), second: device.use, code: true },
          { kind: 'text', text: device.backend, second: device.medium ?? device.transport },
          number(count(all)),
          number(count(Math.round((device.bytes / device.spanPs) * 1e12))),
          time(latency.p50Ps),
          time(latency.p99Ps),
          time(latency.maxPs),
          perRequest(counts.notifications, all),
          perRequest(counts.interrupts, all),
          perRequest(counts.exits, all),
          number(count(counts['suppressed-notifications'] + counts['suppressed-interrupts'])),
          number(lost === 0 ? none : count(lost)),
        ],
      };
    }),
  };
}

function stagesTable(devices: readonly DeviceFact[]): Table {
  const rows = devices.flatMap((device) =>
    device.stages
      .filter(({ sumPs }) => sumPs > 0)
      .map(
        ({ stage, time: spread, culprit }): Row => ({
          vm: device.vm,
          cells: [
            { kind: 'text', text: nameOf(device), code: true },
            { kind: 'text', text: stageWords[stage] },
            time(spread.p50Ps),
            time(spread.p99Ps),
            time(spread.p999Ps),
            time(spread.maxPs),
            { kind: 'text', text: culprit ?? none, code: culprit !== null },
          ],
        }),
      ),
  );
  return {
    kind: 'table',
    caption: 'Percentiles of every stage, and who is blamed for most of it',
    look: 'plain',
    columns: [
      { head: 'device' },
      { head: 'stage' },
      { head: 'p50', align: 'end' },
      { head: 'p99', align: 'end' },
      { head: 'p99.9', align: 'end', minor: true },
      { head: 'max', align: 'end' },
      { head: 'blamed' },
    ],
    rows: [],
    folded: { summary: `${plural(rows.length, 'stage')} of ${plural(devices.length, 'device')}`, rows },
  };
}

function rulesTable(rules: readonly RuleFact[]): Table {
  const broken = rules.filter(({ violated }) => violated > 0);
  const silent = rules.filter(({ exercised }) => exercised === 0);
  const rowOf = ({ rule, text, exercised, violated, devices }: RuleFact): Row => ({
    bad: violated > 0,
    cells: [
      { kind: 'text', text: rule, code: true },
      { kind: 'text', text },
      number(exercised === 0 ? none : count(exercised)),
      number(exercised === 0 ? none : count(devices)),
      { kind: 'number', value: count(violated), bad: violated > 0 },
    ],
  });
  const summary =
    `${rules.length - silent.length} of ${rules.length} rules of VirtIO were exercised, ${broken.length === 0 ? 'none was' : `${broken.length} were`} violated` +
    (silent.length === 0 ? '' : `; not exercised: ${silent.map(({ rule }) => rule).join(', ')}`);
  return {
    kind: 'table',
    caption: 'Rules of VIRTIO 1.4 that were checked on every access to rings and registers',
    look: 'plain',
    columns: [
      { head: 'rule' },
      { head: 'what it says' },
      { head: 'exercised', align: 'end' },
      { head: 'devices', align: 'end', minor: true },
      { head: 'violated', align: 'end' },
    ],
    rows: broken.map(rowOf),
    folded: { summary, rows: rules.filter(({ violated }) => violated === 0).map(rowOf) },
  };
}
