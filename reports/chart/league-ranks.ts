/**
 * Places of the policies: a row per policy, a column per metric, 1 is best. A dot is the mean place over the seeds, its
 * line runs from the best to the worst place; where no line shows, every seed gave the same place.
 */
import { metricTitle } from '../league/league-words.ts';
import { type Chart, line, px, text } from './canvas.ts';
import { type LeaguePanel, panelId, panelLook } from './league.ts';
import { drawGrid, gridBottom, gridHeadPx } from './league-grid.ts';

export function leagueRanks(panel: LeaguePanel): Chart {
  const { facts, policies, metrics, widths } = panel;
  const rankOf = (policy: string, name: string, statistic: string) =>
    facts.ranks.find((rank) => rank.policy === policy && rank.metric === name && rank.statistic === statistic);
  const firsts = metrics.map((metric) => {
    const best = [...policies]
      .flatMap(({ policy }) => rankOf(policy, metric.name, metric.statistic) ?? [])
      .sort((a, b) => a.mean - b.mean)[0];
    return best === undefined ? '' : `${metricTitle(metric)}: ${best.policy} (${best.mean.toFixed(1)})`;
  });
  return {
    id: panelId('ranks', panel),
    title: `Mean places of ${policies.length} policies: ${metrics.map(metricTitle).join(', ')}`,
    description: `First by mean place over the seeds: ${firsts.filter(Boolean).join(', ')}.`,
    widthPx: widths.gridPx,
    heightPx: gridBottom(policies.length) + 24,
    ...panelLook(panel),
    draw: (canvas) => {
      const last = Math.max(2, policies.length);
      const x = (left: number, right: number, place: number): number =>
        left + 6 + ((place - 1) / (last - 1)) * (right - left - 36);
      drawGrid(
        canvas,
        panel,
        (_, left, right) => {
          for (const place of [1, last]) {
            text(canvas, x(left, right, place), 40, String(place), 'tx mut', 'middle');
            line(
              canvas,
              x(left, right, place),
              gridHeadPx - 6,
              x(left, right, place),
              gridBottom(policies.length),
              'grid',
            );
          }
        },
        ({ policy, metric, left, right, y }) => {
          const rank = rankOf(policy.policy, metric.name, metric.statistic);
          if (rank === undefined) return;
          line(canvas, x(left, right, rank.best), y, x(left, right, rank.worst), y, 'cur');
          const dot = canvas
            .append('circle')
            .attr('cx', px(x(left, right, rank.mean)))
            .attr('cy', px(y))
            .attr('r', 4.2);
          dot.attr('class', 'dot');
          text(canvas, right - 2, y + 4, rank.mean.toFixed(1), 'tx', 'end');
        },
      );
    },
  };
}
