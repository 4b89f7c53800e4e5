/**
 * The classes that charts use, as CSS; colours are the variables of `palette.ts`. Used by the page and, with its own
 * copy of the variables, by every single `.svg` file.
 *
 * `k…` fills and `s…` strokes with a VM's colour, `t-…` lays a texture, `ts`/`tx`/`tb` are text of 12 px, 10.5 px and
 * 12 px bold.
 */
const slots = ['0', '1', '2', '3', '4', '5', '6'];

export const fonts =
  '--sans:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,system-ui,sans-serif;' +
  '--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace';

export const chartStyle = [
  ...slots.map((slot) => `.k${slot}{fill:var(--v${slot})}.s${slot}{stroke:var(--v${slot})}`),
  '.kh{fill:var(--hyp)}.sh{stroke:var(--hyp)}.kd{fill:var(--axis)}.sd{stroke:var(--ink2)}.ko{fill:var(--ink2)}.so{stroke:var(--ink2)}',
  ...['queued', 'gate', 'slow', 'over', 'closed'].map((name) => `.t-${name}{fill:url(#t-${name})}`),
  '.po{fill:var(--paper);opacity:.85}.pi{fill:var(--ink);opacity:.22}',
  'svg text{fill:var(--ink);font-family:var(--sans);font-variant-numeric:tabular-nums lining-nums}',
  '.ts{font-size:12px}.tx{font-size:10.5px}.tb{font-size:12px;font-weight:650}.tbx{font-size:10.5px;font-weight:650}',
  'svg .mono{font-family:var(--mono);font-size:11px}svg .foot{font-family:var(--mono);font-size:9.5px}svg .mut{fill:var(--ink2)}svg .redt{fill:var(--red)}',
  '.halo{paint-order:stroke;stroke:var(--page);stroke-width:3.5px;stroke-linejoin:round}',
  '.grid{stroke:var(--grid)}.axis{stroke:var(--axis)}.wall{stroke:var(--ink);stroke-width:2}.rel{fill:var(--ink)}',
  '.dash{stroke:var(--ink);stroke-dasharray:3 3}.rate{fill:none;stroke:var(--ink);stroke-width:1.4;stroke-dasharray:5 3}',
  '.slot{fill:var(--slot)}.bar{fill:var(--bar)}.red{fill:var(--red)}.ink{fill:var(--ink)}.brk{fill:none;stroke:var(--ink)}',
  '.gap{fill:none;stroke:var(--page);stroke-width:2.5}.x{fill:none;stroke:var(--red);stroke-width:2}',
  '.tint{opacity:.13}.half{opacity:.5}.area{opacity:.2}.rdy{stroke-width:2}.hollow{fill:var(--paper);stroke-width:1.5}',
  '.step{fill:none;stroke-width:1.6}.cv{fill:none;stroke-width:2}.cvr{fill:none;stroke:var(--red);stroke-width:2.5}',
  '.ground{fill:var(--page)}.thin{fill:none;stroke-width:1}.frame{fill:none;stroke:var(--ink);stroke-width:1.4}.lab{fill:var(--paper);opacity:.93}.cur{fill:none;stroke:var(--ink);stroke-width:1.5}',
  '.g0{fill:var(--ink)}.g1{fill:var(--axis)}.g2{fill:var(--paper);stroke:var(--ink);stroke-width:1.2}.dot{fill:var(--ink)}.off{fill:var(--grid)}',
  '.fit{vector-effect:non-scaling-stroke}',
].join('\n');
