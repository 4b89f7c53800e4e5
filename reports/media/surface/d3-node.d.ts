/** The part of d3-node that `d3-node-surface.ts` uses; the package ships no types. */
declare module 'd3-node' {
  import type { BaseType, Selection } from 'd3-selection';

  export class D3Node {
    constructor(options?: { readonly selector?: string; readonly container?: string; readonly styles?: string });
    /** An `<svg>` appended to the document. */
    createSVG(
      width?: number,
      height?: number,
      attributes?: Readonly<Record<string, string | number>>,
    ): Selection<BaseType, unknown, null, undefined>;
    /** Markup of the first `<svg>`, with the case of tags repaired. */
    svgString(): string;
  }
}
