/**
 * What the page of a comparison adds to the look of all pages: a phone shows every metric as a drawing of its own instead of
 * the wide panels, and the requirements as cards, so that neither scrolls sideways and the reasons stay in sight.
 */
import { phoneSuffix } from '../chart/league.ts';

const phone = `figure[id*="${phoneSuffix}"]`;

export const leagueStyle = `
${phone}{display:none}
@media screen and (max-width:760px){
#league>figure,#ranks>figure{display:none}
#league>${phone},#ranks>${phone}{display:block;overflow:visible;margin:0 0 22px;padding:0}${phone}.scroll svg{width:100%;max-width:520px}
#league table.plain td,#league table.plain tbody th{vertical-align:top}
#requirements thead{display:none}#requirements tr{display:grid;grid-template-columns:22px 1fr auto;padding:9px 0;border-bottom:1px solid var(--grid)}
#requirements td,#requirements tbody th{border:0;padding:0 8px 2px 0;min-width:0}
#requirements tr>:nth-child(2){grid-column:2/4}#requirements tr>:nth-child(3){grid-area:2/2}#requirements tr>:nth-child(4){grid-area:2/3}
#requirements tr>:nth-child(6){grid-area:3/2}#requirements tr>:nth-child(6)::before{content:"met by "}#requirements tr>:nth-child(5){grid-area:3/3}#requirements tr>:nth-child(7){grid-area:4/2/5/4;overflow-wrap:anywhere}
}`;
