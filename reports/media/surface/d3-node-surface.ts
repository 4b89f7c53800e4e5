/**
 * The surface outside a browser, and the only file that knows d3-node: one document, in which one `<svg>` at a time is
 * drawn, read and removed. The markup is compacted: empty elements close themselves, which HTML allows inside `<svg>`
 * and XML everywhere.
 */
import { D3Node } from 'd3-node';
import type { Surface } from '../../medium.ts';

export function nodeSurface(): Surface {
  const node = new D3Node();
  return {
    svg: (draw) => {
      const svg = node.createSVG();
      draw(svg);
      const markup = node.svgString();
      svg.remove();
      return strict(markup.replace(/><\/(rect|path|line|circle)>/g, '/>'));
    },
  };
}

/** HTML leaves `<` in attributes and names the no-break space; XML allows neither. */
function strict(markup: string): string {
  const attributes = markup.replace(/="([^"]*)"/g, (all) => all.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  return attributes.replaceAll('&nbsp;', '&#160;');
}
