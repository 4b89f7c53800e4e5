/** How the stages of a device request are called for people. */
import type { RequestStage } from '../models/records.ts';

export const stageWords: Readonly<Record<RequestStage, string>> = {
  post: 'driver posts',
  kick: 'notification leaves',
  wake: 'back-end is woken',
  schedule: 'back-end waits for its turn',
  service: 'back-end serves',
  medium: 'medium works',
  used: 'back-end completes',
  coalesce: 'interrupt is held back',
  inject: 'interrupt is injected',
  'guest-schedule': 'guest waits for a core',
  handler: 'handler runs',
};
