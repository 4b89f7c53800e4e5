/** One self-contained page: no network, font, image or storage. */
import type { MediumDefinition } from '../medium.ts';
import { page } from '../page/page.ts';

export const html: MediumDefinition = {
  write: (input) => [{ name: 'report.html', text: page(input) }],
};
