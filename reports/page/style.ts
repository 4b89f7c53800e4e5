/**
 * The look of the page: one column of 1120 px, hairlines, no boxes. Colours are variables, dark on screen only; a phone
 * stacks the verdicts and lets timelines scroll; paper is A4 with folds opened.
 */
import { chartStyle, fonts } from '../chart/style.ts';
import { darkTheme, lightTheme, themeVariables } from '../palette.ts';

const screen = `
*{box-sizing:border-box}
html{scroll-padding-top:58px;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums}
.wrap{max-width:1176px;margin-inline:auto;padding-inline:28px}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;z-index:9;background:var(--page);padding:6px 10px}
a{color:inherit;text-decoration-color:var(--axis);text-underline-offset:3px}a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
code{font:.92em var(--mono)}
.brand{margin:0;padding-top:26px;font-size:13px;font-weight:650;display:flex;flex-wrap:wrap;gap:2px 9px;align-items:center}.brand span{font-weight:400;color:var(--ink2)}.brand svg{width:14px;flex:none}
h1{font-size:40px;line-height:1.1;letter-spacing:-.022em;font-weight:680;margin:30px 0 14px;text-wrap:balance}h1 em{font-style:normal;color:var(--red)}
.sum{display:grid;grid-template-columns:fit-content(14em) 1fr;gap:0 16px;margin:0 0 28px;padding:0;list-style:none;max-width:88ch;font-size:16.5px}.sum li{display:grid;grid-column:1/-1;grid-template-columns:subgrid;padding:2px 0}.sum a{font-weight:650;white-space:nowrap}
.qs{display:grid;grid-template-columns:repeat(4,1fr);gap:22px}
.qs a{display:flex;flex-direction:column;gap:9px;border-top:2px solid var(--ink);padding:12px 0 14px;text-decoration:none}.qs small{font-size:13px;color:var(--ink2)}.qs strong{font-weight:600;line-height:1.3}.qs a:hover strong{text-decoration:underline;text-underline-offset:3px}.qs svg{width:170px;height:41px}
.keybar{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--grid);margin-top:14px;font-size:11.5px}.keybar .wrap{display:flex;flex-wrap:wrap;gap:3px 8px;align-items:center;padding-block:8px}
.keybar i{color:var(--ink2);white-space:nowrap}.who,.why{display:inline-flex;align-items:center;gap:5px;white-space:nowrap}.keybar i+.why{margin-left:0}.keybar .gap{width:2px}
.who{font:inherit;color:inherit;background:none;border:0;border-bottom:2px solid transparent;padding:2px 0}button.who{cursor:pointer}.who small{color:var(--ink2);font-size:10.5px}.who[aria-pressed=true]{border-color:var(--ink);font-weight:650}
.sw{display:inline-block;width:11px;height:11px;border-radius:2px;flex:none}.why svg{width:18px;height:11px;flex:none}
section{padding-top:44px}.q{margin:0;font-size:13px;color:var(--ink2)}
h2{font-size:25px;line-height:1.2;letter-spacing:-.014em;font-weight:660;margin:2px 0 6px;text-wrap:balance}h3{font-size:15px;font-weight:650;margin:28px 0 8px}
.lead{margin:0 0 16px;max-width:82ch;font-size:14px;color:var(--ink2)}
figure{margin:0}svg{display:block;max-width:100%;height:auto;overflow:visible}figure svg{width:var(--w)}.barcell svg{width:var(--w);max-width:none}.defs{position:absolute}
.cols{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:24px 48px;align-items:start}.cols>div>h3:first-child{margin-top:0}
.sm{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:26px 40px}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:400}caption{position:absolute;left:-9999px}
thead th{width:var(--cw,auto);font-size:12px;color:var(--ink2);padding:0 10px 3px 0;border-bottom:1px solid var(--axis);vertical-align:bottom;white-space:nowrap}
td,tbody th{padding:5px 10px 5px 0;border-bottom:1px solid var(--grid);vertical-align:middle}
.num{text-align:right;white-space:nowrap}.num b{font-weight:600}.u{display:inline-block;width:2.1em;text-align:left;padding-left:.25em;font-size:.88em;color:var(--ink2)}.rel-s{color:var(--ink2);padding-right:6px}
.second{display:block;font-size:12px;color:var(--ink2)}.mut{color:var(--ink2)}.str{font-weight:650;overflow-wrap:anywhere}
.mark{font-size:15px;color:var(--ink2)}.bad .mark{color:var(--red);font-weight:700}.num.no{color:var(--red)}
.verdicts td.mut{font-size:13px;overflow-wrap:anywhere;line-height:1.35}@media screen and (min-width:761px){.verdicts{table-layout:fixed}}
.barcell{padding-block:0;padding-right:10px}tbody .barcell{background:linear-gradient(var(--ink),var(--ink)) calc(var(--x) - 1px)/2px 100% no-repeat;-webkit-print-color-adjust:exact;print-color-adjust:exact}
thead .barcell{padding-bottom:3px}.ruler{position:relative;display:block;height:18px;line-height:18px}.ruler span{position:absolute;left:calc(var(--x) + 8px);color:var(--red)}.ruler b{position:absolute;right:calc(100% - var(--x) + 7px);font-weight:400;color:var(--ink)}
.strips td,.strips tbody th{padding-block:2px;font-size:13.5px}.strips code{margin-left:8px}.name{white-space:nowrap}.plain td,.plain tbody th{font-size:13px}.plain{max-width:980px}
.key{display:flex;flex-wrap:wrap;gap:2px 22px;font-size:12px;color:var(--ink2);margin:9px 0 0}
details{margin-top:8px}summary{cursor:pointer;font-size:13.5px;color:var(--ink2);padding:6px 0}
.note{border-left:2px solid var(--ink);padding:2px 0 2px 16px;margin:20px 0 0;max-width:82ch;font-size:14.5px}
.list{margin:0;padding-left:18px;font-size:13.5px;max-width:100ch}
footer{margin-top:60px;border-top:1px solid var(--grid);padding-block:18px 44px;font-size:12.5px;color:var(--ink2)}footer p{max-width:100ch;margin:10px 0}
.rep{display:flex;gap:10px;align-items:center}.rep code{flex:1;background:var(--soft);color:var(--ink);padding:9px 12px;border-radius:4px;overflow-wrap:anywhere}
.rep button,.zb button{font:inherit;color:inherit;background:none;border:1px solid var(--axis);border-radius:4px;cursor:pointer}.rep button{padding:7px 12px}
.zb{display:flex;gap:6px;justify-content:flex-end;align-items:center;font-size:12px;color:var(--ink2);margin:-30px 0 6px}.zb button{min-width:28px;height:24px;color:var(--ink)}
#tip{position:fixed;z-index:10;max-width:340px;background:var(--ink);color:var(--page);font-size:12.5px;line-height:1.35;padding:5px 9px;border-radius:4px;pointer-events:none}
.dim{opacity:.18}[hidden]{display:none!important}.sw,.keybar,svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}.dim{transition:opacity .12s}}`;

/** Bars shrunk to `--s` where columns are scarce; the wall behind them and the ruler above them move along. */
const smallBars = `
.barcell svg{width:calc(var(--w)*var(--s))}.barcell svg text{font-size:calc(10.5px/var(--s))}thead .barcell{width:calc(var(--cw)*var(--s) + 8px)}tbody .barcell{background-position-x:calc(var(--x)*var(--s) - 1px)}
.ruler span{left:calc(var(--x)*var(--s) + 8px)}.ruler b{right:calc(100% - var(--x)*var(--s) + 7px)}.verdicts thead .num{width:80px}`;

const narrow = `
@media screen and (max-width:1100px){.verdicts .minor{display:none}figure.scroll{overflow-x:auto}figure.scroll svg.wide{width:var(--w);max-width:none}}
@media screen and (min-width:761px) and (max-width:1000px){:root{--s:.62}${smallBars}}
@media screen and (max-width:960px){.cols{grid-template-columns:minmax(0,1fr)}.qs{grid-template-columns:1fr 1fr}.sm{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media screen and (max-width:760px){:root{--s:.85}${smallBars}
.wrap{padding-inline:16px}h1{font-size:31px;margin-top:20px}h2{font-size:21px}.sum{font-size:15.5px}.sum li{display:block}.sum a{margin-right:8px}.qs{gap:14px}.qs strong{font-size:14px}.qs svg{width:130px;height:32px}
.keybar .wrap{flex-wrap:nowrap;overflow-x:auto}.minor{display:none}
.scroll{overflow-x:auto;margin-inline:-16px;padding:0 16px 8px}figure.scroll svg{width:var(--w);max-width:none}.zb{margin-top:0}
.sm{grid-template-columns:minmax(0,1fr)}
.verdicts thead{display:none}.verdicts tbody .barcell{background:none}.verdicts tr{display:grid;grid-template-columns:22px 1fr auto auto;padding:9px 0;border-bottom:1px solid var(--grid)}.verdicts td,.verdicts tbody th{border:0;padding:0 8px 0 0}.verdicts td:nth-child(3){grid-column:2/5;grid-row:2}.verdicts .barcell{grid-column:2/5;grid-row:3;overflow:hidden}.verdicts .barcell svg{margin-block:-5px}.verdicts th .second{display:inline;margin-left:8px}
.strips .barcell,.strips .ruler{display:none}.strips code{margin-left:6px;font-size:12px}.strips td,.strips tbody th{font-size:12.5px}}`;

const paper = `
@page{size:A4;margin:11mm 12mm}
@media print{:root{--page:#fff;--s:.55}body{font-size:9.5pt;line-height:1.4}.zb,.rep button,.skip,#tip{display:none}.wrap{max-width:none;padding-inline:0}
.brand{padding-top:0;font-size:8.5pt}h1{font-size:23pt;margin:14px 0 8px}h2{font-size:14.5pt}h3{font-size:10pt;margin:14px 0 5px}section{padding-top:20px}.lead{font-size:8.8pt;margin-bottom:8px}.sum{font-size:10.5pt;margin-bottom:14px}.qs strong{font-size:9.5pt}.qs svg{width:130px;height:32px}
.keybar{position:static;font-size:7.6pt;margin-top:6px}.keybar .wrap{gap:2px 9px}
h2,h3,.q,.lead,thead{break-after:avoid}figure,tr,.lead,.note,.rep,.qs,.cols{break-inside:avoid}details::details-content{content-visibility:visible;display:block}summary{list-style:none}
.cols{grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:10px 22px}.sm{gap:8px 16px}td,tbody th{padding-block:3px;font-size:8.6pt}thead th,.second,.verdicts td.mut,.key{font-size:7.6pt}
${smallBars}.verdicts{table-layout:fixed}.verdicts thead th:nth-child(2){width:74px}.verdicts thead .num{width:70px}.verdicts thead .minor{width:84px}.strips code{font-size:7.6pt;white-space:nowrap}
a{text-decoration:none}footer{margin-top:20px;font-size:8pt}}`;

export const pageStyle = [
  `:root{color-scheme:light dark;${fonts};${themeVariables(lightTheme)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${themeVariables(darkTheme)}}}`,
  screen,
  chartStyle,
  narrow,
  paper,
].join('\n');
