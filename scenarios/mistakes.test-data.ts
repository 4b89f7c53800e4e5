/**
 * Files with mistakes, and what the user reads: one sound file (`samples/mistakes.yaml`), an edit of some of its lines, and the
 * whole text that must come out. `mistakes.test.ts` holds the loader to it, `reports/cli/mistakes.test.ts` the command line.
 */
import { readFileSync } from 'node:fs';

type Edit = (lines: string[]) => void;
const line =
  (number: number, text: string): Edit =>
  (lines) => {
    lines[number - 1] = text;
  };
/** Puts a line before line `number`. */
const insert =
  (number: number, text: string): Edit =>
  (lines) => {
    lines.splice(number - 1, 0, text);
  };
const remove =
  (number: number): Edit =>
  (lines) => {
    lines.splice(number - 1, 1);
  };

export const sound = readFileSync(new URL('./samples/mistakes.yaml', import.meta.url), 'utf8');

/** Name, edits, what is printed. */
export const mistakes: readonly (readonly [string, readonly Edit[], string])[] = [
  [
    'unit missing',
    [line(62, '      watchdog: {period: 5, execution: 30 us, priority: 30}')],
    `
cockpit.yaml:62:26: "period" needs a unit: 5 is a bare number
    62 |       watchdog: {period: 5, execution: 30 us, priority: 30}
       |                          ^
       write for example "5 ms"; units: ps, ns, us, ms, s, min`,
  ],
  [
    'wrong case of a unit',
    [line(64, '      telltale: {period: 20 Ms, execution: 350 us, priority: 24, reads: [brake]}')],
    `
cockpit.yaml:64:26: "Ms" is not a unit of time
    64 |       telltale: {period: 20 Ms, execution: 350 us, priority: 24, reads: [brake]}
       |                          ^
       units: ps, ns, us, ms, s, min
       did you mean "ms"?`,
  ],
  [
    'unit of another kind',
    [line(37, '  emmc: {use: flash, read: 265.6 MB @ti-perf, write: 91.5 MB/s @ti-perf, queue_depth: 8}')],
    `
cockpit.yaml:37:28: "MB" is not a unit of rate (it is a unit of size)
    37 |   emmc: {use: flash, read: 265.6 MB @ti-perf, write: 91.5 MB/s @ti-perf, queue_depth: 8}
       |                            ^
       units: B/s, kB/s, MB/s, GB/s, KiB/s, MiB/s, GiB/s, bit/s, kbit/s, Mbit/s, Gbit/s`,
  ],
  [
    'misspelled VM in a reference',
    [line(115, '      disk: {use: block, backend: drvier, medium: emmc, queue_size: 256, features: [event-idx]}')],
    `
cockpit.yaml:115:35: unknown VM or back-end place "drvier"
   115 |       disk: {use: block, backend: drvier, medium: emmc, queue_size: 256, features: [event-idx]}
       |                                   ^
       known: hypervisor, vhost, vmm, passthrough, cluster, gateway, infotainment, telematics, driver
       did you mean "driver"?`,
  ],
  [
    'misspelled key',
    [line(91, '      chime: {period: 50 ms, exection: 200 us, priority: 12}')],
    `
cockpit.yaml:91:30: unknown key "exection" in task "chime"
    91 |       chime: {period: 50 ms, exection: 200 us, priority: 12}
       |                              ^
       allowed: execution, period, activation, on, count, deadline, jitter, like, memory, note, policy, priority and 9 more
       did you mean "execution"?`,
  ],
  [
    'unknown policy',
    [line(17, '  policy: credit3')],
    `
cockpit.yaml:17:11: policy cannot be "credit3"
    17 |   policy: credit3
       |           ^
       allowed: credit, credit2, edf, prio, rtds, arinc653, bvt, cbs, cfs, deadline, eevdf, fifo and some more
       did you mean "credit"?`,
  ],
  [
    'two names alike',
    [line(91, '      watchdog: {period: 50 ms, execution: 200 us, priority: 12}')],
    `
cockpit.yaml:91:7: the name "watchdog" is used twice in "vms.cluster.tasks"
    91 |       watchdog: {period: 50 ms, execution: 200 us, priority: 12}
       |       ^
       first at 62:7`,
  ],
  [
    'list instead of a map',
    [line(54, '    resources: [{name: scene_lock, protocol: ceiling}]')],
    `
cockpit.yaml:54:16: "resources" expects a map of names
    54 |     resources: [{name: scene_lock, protocol: ceiling}]
       |                ^
       write "name: {...}" for each item instead of "- name: ..."`,
  ],
  [
    'budget above period',
    [line(53, '    vcpus: {main: {pcpus: [1], budget: 16 ms, period: 10 ms, weight: 1024, priority: 20}}')],
    `
cockpit.yaml:53:40: budget 16 ms of vCPU "cluster/main" is larger than its period 10 ms
    53 |     vcpus: {main: {pcpus: [1], budget: 16 ms, period: 10 ms, weight: 1024, priority: 20}}
       |                                        ^
       a budget is at most one period`,
  ],
  [
    'unknown source',
    [line(53, '    vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, weight: 1024, priority: 20 @inhouse}}')],
    `
cockpit.yaml:53:85: unknown source "inhouse"
    53 |     vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, weight: 1024, priority: 20 @inhouse}}
       |                                                                                     ^
       known: agl, fast-boot, fmvss-111, in-house, ti-boot, ti-perf, un-r46
       did you mean "in-house"?`,
  ],
  [
    'circle of boot stages',
    [line(160, '    pmic: {after: [xen], takes: 15 ms @ti-boot}')],
    `
cockpit.yaml:161:18: boot stages wait for each other: pmic <- xen <- firmware <- sbl <- rom <- pmic
   161 |     rom: {after: [pmic], takes: 31 ms @ti-boot}
       |                  ^
       a stage cannot start before itself`,
  ],
  [
    'unknown task in a chain',
    [line(151, '  speed_to_needle: {path: [gateway/can_rx, gateway/route, cluster/needel, cluster/render]}')],
    `
cockpit.yaml:151:59: unknown task "cluster/needel"
   151 |   speed_to_needle: {path: [gateway/can_rx, gateway/route, cluster/needel, cluster/render]}
       |                                                           ^
       known: cluster/needle, cluster/render, cluster/chime, cluster/speed_in, cluster/telltale, cluster/trip, cluster/watchdog, cluster/camera_in, cluster/camera_view, gateway/network, gateway/route, gateway/can_rx and 17 more
       did you mean "cluster/needle"?`,
  ],
  [
    'period and activation',
    [
      line(
        120,
        '      touch: {period: 20 ms, activation: {use: sporadic, gap: 20 ms}, execution: 150 us, policy: fifo, priority: 50}',
      ),
    ],
    `
cockpit.yaml:120:30: task "infotainment/touch" has both "period" and "activation"
   120 |       touch: {period: 20 ms, activation: {use: sporadic, gap: 20 ms}, execution: 150 us, policy: fifo, priority: 50}
       |                              ^
       keep one: "period" is periodic, "activation" is anything else`,
  ],
  [
    'no for false',
    [line(111, '    kernel: {use: linux, preempt_rt: no}')],
    `
cockpit.yaml:111:38: "preempt_rt" expects true or false, found "no"
   111 |     kernel: {use: linux, preempt_rt: no}
       |                                      ^
       did you mean false?`,
  ],
  [
    'tab',
    [line(51, '	kernel: osek')],
    `
cockpit.yaml:51:1: a tab cannot indent YAML
    51 | 	kernel: osek
       | ^
       use spaces`,
  ],
  [
    'merge key and alias',
    [line(95, '    <<: *cluster')],
    `
cockpit.yaml:95:5: the YAML merge key "<<" is not part of the format
    95 |     <<: *cluster
       |     ^
       reuse with "like: <name>"
cockpit.yaml:95:9: YAML aliases are not part of the format
    95 |     <<: *cluster
       |         ^
       repeat with "count", reuse with "like", share across files with "base"`,
  ],
  [
    'comma in a text',
    [
      line(
        194,
        '  CLU-2: {use: reaction, of: speed_to_needle, max: 80 ms, asil: B, source: in-house, text: The needle follows the speed, always}',
      ),
    ],
    `
cockpit.yaml:194:122: "always" stands where a key of requirement "reaction" is expected
   194 |   CLU-2: {use: reaction, of: speed_to_needle, max: 80 ms, asil: B, source: in-house, text: The needle follows the speed, always}
       |                                                                                                                          ^
       inside { } a comma ends a text: put the whole text in double quotes`,
  ],
  [
    'path of a control',
    [line(208, '    control: [memory.regulator.bandwidth=null]')],
    `
cockpit.yaml:208:15: the path "memory.regulator.bandwidth" leads nowhere: no "regulator" in "memory"
   208 |     control: [memory.regulator.bandwidth=null]
       |               ^
       known: fidelity, regulators
       did you mean "regulators"?`,
  ],
  [
    'KB',
    [
      line(
        162,
        '    sbl: {after: [rom], load: 512 KB, verify: {by: rom, hash: sha256, signature: rsa-4096}, takes: 40 ms}',
      ),
    ],
    `
cockpit.yaml:162:31: "KB" is not a unit of size
   162 |     sbl: {after: [rom], load: 512 KB, verify: {by: rom, hash: sha256, signature: rsa-4096}, takes: 40 ms}
       |                               ^
       units: B, kB, MB, GB, KiB, MiB, GiB
       kB is 1000 B, KiB is 1024 B`,
  ],
  [
    'two owners of an interrupt line',
    [insert(102, '    interrupts: {cam2: {line: 96}}')],
    `
cockpit.yaml:102:31: interrupt line 96 of "gateway/cam2" already belongs to "cluster/camera"
   102 |     interrupts: {cam2: {line: 96}}
       |                               ^
       a line has one owner`,
  ],
  [
    'no version',
    [remove(3)],
    `
cockpit.yaml:3:1: the file lacks "bulkhead"
     3 | sources:
       | ^
       write "bulkhead: 1" (the version of this format) in the first line`,
  ],
  [
    'a version from the future',
    [line(3, 'bulkhead: 2')],
    `
cockpit.yaml:3:11: version 2 of the format is not known
     3 | bulkhead: 2
       |           ^
       this program reads version 1`,
  ],
  [
    'anchor',
    [line(51, '    kernel: &k osek')],
    `
cockpit.yaml:51:16: YAML anchors are not part of the format
    51 |     kernel: &k osek
       |                ^
       repeat with "count", reuse with "like", share across files with "base"`,
  ],
  [
    'tag',
    [line(51, '    kernel: !kernel osek')],
    `
cockpit.yaml:51:21: YAML tags are not part of the format
    51 |     kernel: !kernel osek
       |                     ^
       the format decides what a value is`,
  ],
  [
    'open bracket',
    [line(53, '    vcpus: {main: {pcpus: [1, budget: 6 ms, period: 10 ms, weight: 1024, priority: 20}}')],
    `
cockpit.yaml:53:27: "]" is missing
    53 |     vcpus: {main: {pcpus: [1, budget: 6 ms, period: 10 ms, weight: 1024, priority: 20}}
       |                           ^
       this "[" is never closed`,
  ],
  [
    'second colon in a text',
    [line(207, '    rationale: Own core: highest priority there')],
    `
cockpit.yaml:207:16: a second ": " in one value
   207 |     rationale: Own core: highest priority there
       |                ^
       put a text that holds ": " in double quotes`,
  ],
  [
    'a name that is none',
    [line(91, '      2nd_chime: {period: 50 ms, execution: 200 us, priority: 12}')],
    `
cockpit.yaml:91:7: "2nd_chime" is not a name
    91 |       2nd_chime: {period: 50 ms, execution: 200 us, priority: 12}
       |       ^
       a name is a letter, then letters, digits, "_" or "-"`,
  ],
  [
    'a reserved name',
    [line(91, '      hypervisor: {period: 50 ms, execution: 200 us, priority: 12}')],
    `
cockpit.yaml:91:7: the name "hypervisor" is reserved
    91 |       hypervisor: {period: 50 ms, execution: 200 us, priority: 12}
       |       ^
       reserved: hypervisor, vhost, vmm, passthrough`,
  ],
  [
    'unknown member',
    [line(42, '  brake: {size: 16 B, via: shared-memory, protect: {use: e2e-p40, timeout: 50 ms, max_delta: 3}}')],
    `
cockpit.yaml:42:58: protect cannot be "e2e-p40"
    42 |   brake: {size: 16 B, via: shared-memory, protect: {use: e2e-p40, timeout: 50 ms, max_delta: 3}}
       |                                                          ^
       allowed: e2e-p01, e2e-p02, e2e-p04, e2e-p05, e2e-p06, e2e-p07, e2e-p08, e2e-p11, e2e-p22
       did you mean "e2e-p04"?`,
  ],
  [
    'unknown member of a list of things',
    [line(37, '  emmc: {use: flsh, read: 265.6 MB/s @ti-perf, write: 91.5 MB/s @ti-perf, queue_depth: 8}')],
    `
cockpit.yaml:37:15: medium cannot be "flsh"
    37 |   emmc: {use: flsh, read: 265.6 MB/s @ti-perf, write: 91.5 MB/s @ti-perf, queue_depth: 8}
       |               ^
       allowed: can-bus, flash, display, link
       did you mean "flash"?`,
  ],
  [
    'member without use',
    [line(26, '    bandwidth: {period: 1 ms, shares: {infotainment: 600 MB/s, telematics: 100 MB/s}}')],
    `
cockpit.yaml:26:5: regulator "bandwidth" lacks "use"
    26 |     bandwidth: {period: 1 ms, shares: {infotainment: 600 MB/s, telematics: 100 MB/s}}
       |     ^
       one of: memguard, bandwidth-cap, dram-bank-partition, page-colouring, way-partition`,
  ],
  [
    'misspelled key of a member',
    [line(79, '        execution: {use: triangular, min: 2 ms, mod: 2.5 ms, max: 4 ms}')],
    `
cockpit.yaml:79:49: unknown key "mod" in execution "triangular"
    79 |         execution: {use: triangular, min: 2 ms, mod: 2.5 ms, max: 4 ms}
       |                                                 ^
       allowed: min, mode, max, use
       did you mean "mode"?`,
  ],
  [
    'bounds of a distribution',
    [line(79, '        execution: {use: triangular, min: 2 ms, mode: 5 ms, max: 4 ms}')],
    `
cockpit.yaml:79:66: "max" is smaller than "mode"
    79 |         execution: {use: triangular, min: 2 ms, mode: 5 ms, max: 4 ms}
       |                                                                  ^`,
  ],
  [
    'negative',
    [line(83, '        deadline: -8 ms')],
    `
cockpit.yaml:83:19: "deadline" cannot be negative, found -8 ms
    83 |         deadline: -8 ms
       |                   ^`,
  ],
  [
    'too fine',
    [line(88, '          - {run: 1.0000000001234 ms, hold: [scene_lock]}')],
    `
cockpit.yaml:88:19: 1.0000000001234 ms is not a whole number of picoseconds
    88 |           - {run: 1.0000000001234 ms, hold: [scene_lock]}
       |                   ^
       use a smaller unit or fewer decimals`,
  ],
  [
    'zero period',
    [line(91, '      chime: {period: 0 ms, execution: 200 us, priority: 12}')],
    `
cockpit.yaml:91:23: "period" must be larger than 0
    91 |       chime: {period: 0 ms, execution: 200 us, priority: 12}
       |                       ^`,
  ],
  [
    'not a number',
    [line(91, '      chime: {period: 50 ms, execution: 200 us, priority: high}')],
    `
cockpit.yaml:91:59: "priority" expects a number, found "high"
    91 |       chime: {period: 50 ms, execution: 200 us, priority: high}
       |                                                           ^`,
  ],
  [
    'unit where none belongs',
    [line(91, '      chime: {period: 50 ms, execution: 200 us, priority: 12 ms}')],
    `
cockpit.yaml:91:59: "priority" is a bare number without unit, found "12 ms"
    91 |       chime: {period: 50 ms, execution: 200 us, priority: 12 ms}
       |                                                           ^`,
  ],
  [
    'below its least',
    [line(53, '    vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, weight: 0, priority: 20}}')],
    `
cockpit.yaml:53:69: "weight" must be at least 1, found 0
    53 |     vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, weight: 0, priority: 20}}
       |                                                                     ^`,
  ],
  [
    'a fraction of a count',
    [line(53, '    vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, weight: 1.5, priority: 20}}')],
    `
cockpit.yaml:53:69: "weight" expects a whole number, found 1.5
    53 |     vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, weight: 1.5, priority: 20}}
       |                                                                     ^`,
  ],
  [
    'word that is none of the allowed',
    [line(50, '    asil: E')],
    `
cockpit.yaml:50:11: asil cannot be "E"
    50 |     asil: E
       |           ^
       allowed: QM, A, B, C, D`,
  ],
  [
    'text instead of a map',
    [line(13, 'run: 10 s')],
    `
cockpit.yaml:13:6: "run" expects a map of keys, found "10 s"
    13 | run: 10 s
       |      ^
       keys: horizon, warm_up, seed`,
  ],
  [
    'text instead of a list',
    [line(63, '      speed_in: {period: 10 ms, execution: 80 us, priority: 25, reads: speed}')],
    `
cockpit.yaml:63:72: "reads" expects a list, found "speed"
    63 |       speed_in: {period: 10 ms, execution: 80 us, priority: 25, reads: speed}
       |                                                                        ^
       write [speed]`,
  ],
  [
    'activated by nobody',
    [line(140, '      log: {execution: 2 ms}')],
    `
cockpit.yaml:140:12: task "telematics/log" has neither "period" nor "activation"
   140 |       log: {execution: 2 ms}
       |            ^
       write for example "period: 10 ms"`,
  ],
  [
    'nothing to do',
    [line(140, '      log: {period: 200 ms}')],
    `
cockpit.yaml:140:12: task "telematics/log" has neither "execution" nor "steps"
   140 |       log: {period: 200 ms}
       |            ^
       write for example "execution: 2 ms"; only "activation: always" may run for ever`,
  ],
  [
    'execution and steps',
    [insert(66, '        execution: 1 ms')],
    `
cockpit.yaml:71:9: task "cluster/needle" has both "execution" and "steps"
    71 |         steps:
       |         ^
       keep one: "execution" is a single step that runs`,
  ],
  [
    'step that does two things',
    [line(72, '          - {run: 250 us, sleep: 1 ms, hold: [scene_lock]}')],
    `
cockpit.yaml:72:27: a step of task "cluster/needle" has both "run" and "sleep"
    72 |           - {run: 250 us, sleep: 1 ms, hold: [scene_lock]}
       |                           ^
       make two steps`,
  ],
  [
    'request without size',
    [line(90, '          - {name: draw, request: gpu}')],
    `
cockpit.yaml:90:26: a request of task "cluster/render" has no "size"
    90 |           - {name: draw, request: gpu}
       |                          ^
       write for example "size: 64 KiB"`,
  ],
  [
    'unknown resource',
    [line(72, '          - {run: 250 us, hold: [scen_lock]}')],
    `
cockpit.yaml:72:34: unknown resource "scen_lock"
    72 |           - {run: 250 us, hold: [scen_lock]}
       |                                  ^
       known: scene_lock
       did you mean "scene_lock"?`,
  ],
  [
    'protocol that the kernel has not',
    [line(54, '    resources: {scene_lock: {protocol: inheritance}}')],
    `
cockpit.yaml:54:40: resource "cluster/scene_lock" cannot have protocol "inheritance" under kernel "osek"
    54 |     resources: {scene_lock: {protocol: inheritance}}
       |                                        ^
       allowed: ceiling, none`,
  ],
  [
    'policy of a task under a kernel without a choice',
    [line(91, '      chime: {period: 50 ms, execution: 200 us, policy: fifo}')],
    `
cockpit.yaml:91:57: task "cluster/chime" cannot choose a policy: kernel "osek" has only one
    91 |       chime: {period: 50 ms, execution: 200 us, policy: fifo}
       |                                                         ^
       leave "policy" out`,
  ],
  [
    'pCPU beyond the chip',
    [line(53, '    vcpus: {main: {pcpus: [4], budget: 6 ms, period: 10 ms, weight: 1024, priority: 20}}')],
    `
cockpit.yaml:53:28: unknown pCPU or core type "4"
    53 |     vcpus: {main: {pcpus: [4], budget: 6 ms, period: 10 ms, weight: 1024, priority: 20}}
       |                            ^
       known: a53, 0, 1, 2, 3`,
  ],
  [
    'budget without a period',
    [line(53, '    vcpus: {main: {pcpus: [1], budget: 6 ms, weight: 1024, priority: 20}}')],
    `
cockpit.yaml:53:40: budget of vCPU "cluster/main" has no period
    53 |     vcpus: {main: {pcpus: [1], budget: 6 ms, weight: 1024, priority: 20}}
       |                                        ^
       write "period" beside "budget"`,
  ],
  [
    'tasks that wait for each other',
    [line(103, '      can_rx: {activation: {use: after, of: route}, execution: 35 us, priority: 30}')],
    `
cockpit.yaml:104:44: tasks wait for each other: can_rx <- route <- can_rx
   104 |       route: {activation: {use: after, of: can_rx}, execution: 60 us, priority: 26, writes: [speed, brake]}
       |                                            ^
       one of them must be activated by something else`,
  ],
  [
    'chain of one task',
    [line(152, '  brake_to_telltale: {path: [gateway/can_rx]}')],
    `
cockpit.yaml:152:29: chain "brake_to_telltale" joins no two tasks
   152 |   brake_to_telltale: {path: [gateway/can_rx]}
       |                             ^
       write for example [vm/first, vm/second]`,
  ],
  [
    'several channels between two tasks',
    [line(152, '  brake_to_telltale: {path: [gateway/can_rx, gateway/route, cluster/speed_in]}')],
    `
cockpit.yaml:152:61: several channels join "gateway/route" to "cluster/speed_in": speed, brake
   152 |   brake_to_telltale: {path: [gateway/can_rx, gateway/route, cluster/speed_in]}
       |                                                             ^
       name one between them: [gateway/route, speed, cluster/speed_in]`,
  ],
  [
    'like of a stranger',
    [line(176, '      like: telematic_up')],
    `
cockpit.yaml:176:13: unknown stage "telematic_up"
   176 |       like: telematic_up
       |             ^
       known: pmic, rom, sbl, firmware, xen, gateway_up, cluster_up, driver_up, telematics_up
       did you mean "telematics_up"?`,
  ],
  [
    'likes in a circle',
    [line(169, '      like: infotainment_up')],
    `
cockpit.yaml:176:13: "like" goes in a circle: telematics_up <- infotainment_up <- telematics_up
   176 |       like: telematics_up
       |             ^
       one of them must stand on its own`,
  ],
  [
    'count that is none',
    [line(127, '      index: {count: two, activation: always, memory: {use: random, size: 64 MiB}}')],
    `
cockpit.yaml:127:22: "count" expects a number, found "two"
   127 |       index: {count: two, activation: always, memory: {use: random, size: 64 MiB}}
       |                      ^`,
  ],
  [
    'reference to one that means several',
    [line(121, '      hmi: {activation: {use: after, of: index}, execution: 1 ms}')],
    `
cockpit.yaml:121:42: "index" means 2 things where one task is expected
   121 |       hmi: {activation: {use: after, of: index}, execution: 1 ms}
       |                                          ^
       write one of: index.0, index.1`,
  ],
  [
    'limit missing',
    [
      line(
        197,
        '  GW-1: {use: response, of: gateway/route, asil: B, source: in-house, text: Frames are routed in time}',
      ),
    ],
    `
cockpit.yaml:197:9: requirement "GW-1" has no limit
   197 |   GW-1: {use: response, of: gateway/route, asil: B, source: in-house, text: Frames are routed in time}
       |         ^
       write "max" or "min"`,
  ],
  [
    'deadline of a task without one',
    [
      line(
        193,
        '  CLU-1: {use: deadline, of: infotainment/touch, asil: B, source: in-house, text: Every frame is drawn in time}',
      ),
    ],
    `
cockpit.yaml:193:30: task "infotainment/touch" has no deadline
   193 |   CLU-1: {use: deadline, of: infotainment/touch, asil: B, source: in-house, text: Every frame is drawn in time}
       |                              ^
       write "deadline" at the task, or "max" here`,
  ],
  [
    'control without a value',
    [line(215, '    control: [vms.driver.vcpus.io.priority]')],
    `
cockpit.yaml:215:15: expects path=value, found "vms.driver.vcpus.io.priority"
   215 |     control: [vms.driver.vcpus.io.priority]
       |               ^
       for example vms.cluster.vcpus.main.budget=4ms; null removes`,
  ],
  [
    'control into nowhere',
    [line(215, '    control: [vms.driver.vcpus.i0.priority=30]')],
    `
cockpit.yaml:215:15: the path "vms.driver.vcpus.i0.priority" leads nowhere: no "i0" in "vcpus"
   215 |     control: [vms.driver.vcpus.i0.priority=30]
       |               ^
       known: io
       did you mean "io"?`,
  ],
  [
    'warm-up as long as the run',
    [line(13, 'run: {horizon: 10 s, warm_up: 10 s}')],
    `
cockpit.yaml:13:31: warm-up 10 s leaves nothing of the horizon
    13 | run: {horizon: 10 s, warm_up: 10 s}
       |                               ^
       it must be shorter than "horizon"`,
  ],
  [
    'several mistakes at once, in the order of their places',
    [
      line(62, '      watchdog: {period: 5, execution: 30 us, priority: 30}'),
      line(91, '      chime: {period: 50 ms, exection: 200 us, priority: 12}'),
      line(115, '      disk: {use: block, backend: drvier, medium: emmc, queue_size: 256, features: [event-idx]}'),
      line(208, '    control: [memory.regulator.bandwidth=null]'),
    ],
    `
cockpit.yaml:62:26: "period" needs a unit: 5 is a bare number
    62 |       watchdog: {period: 5, execution: 30 us, priority: 30}
       |                          ^
       write for example "5 ms"; units: ps, ns, us, ms, s, min
cockpit.yaml:91:30: unknown key "exection" in task "chime"
    91 |       chime: {period: 50 ms, exection: 200 us, priority: 12}
       |                              ^
       allowed: execution, period, activation, on, count, deadline, jitter, like, memory, note, policy, priority and 9 more
       did you mean "execution"?
cockpit.yaml:115:35: unknown VM or back-end place "drvier"
   115 |       disk: {use: block, backend: drvier, medium: emmc, queue_size: 256, features: [event-idx]}
       |                                   ^
       known: hypervisor, vhost, vmm, passthrough, cluster, gateway, infotainment, telematics, driver
       did you mean "driver"?
cockpit.yaml:208:15: the path "memory.regulator.bandwidth" leads nowhere: no "regulator" in "memory"
   208 |     control: [memory.regulator.bandwidth=null]
       |               ^
       known: fidelity, regulators
       did you mean "regulators"?`,
  ],
  [
    'a misspelled container is read as meant',
    [line(48, 'vmz:')],
    `
cockpit.yaml:48:1: unknown key "vmz" in the file
    48 | vmz:
       | ^
       allowed: vms, name, run, soc, base, boot, claims, media, memory, access, chains, faults and 9 more
       did you mean "vms"?`,
  ],
  [
    'text inherited by "like" is reported once, where it stands',
    [line(172, '      verify: {by: xen, hash: [a]}')],
    `
cockpit.yaml:172:31: "hash" expects a text, found a list
   172 |       verify: {by: xen, hash: [a]}
       |                               ^`,
  ],
];

/** The file with the mistakes of one case. */
export function mistaken(edits: readonly Edit[]): string {
  const lines = sound.split('\n');
  for (const edit of edits) edit(lines);
  return lines.join('\n');
}

/** The shelf of policies grows: how many more there are than listed is no part of a message that tests hold. */
export function withoutCounts(text: string): string {
  return text.replace(/(?<=eevdf, fifo and )\d+/, 'some');
}
