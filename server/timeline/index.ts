import type { Bus, Clock } from '../platform/index.js';
import { makeAppend } from './append.js';
import { makeDelivery } from './delivery.js';
import { type FileUrl, makePresenters } from './present.js';
import * as read from './read.js';

export type Timeline = ReturnType<typeof makeTimeline>;

/** The timeline's door: append, read, settle, present. Nothing else creates or changes a touchpoint. */
export function makeTimeline({ bus, clock, fileUrl }: { bus: Bus; clock: Clock; fileUrl: FileUrl }) {
  return {
    ...makeAppend({ bus, clock }),
    ...makeDelivery({ bus, clock }),
    ...read,
    ...makePresenters({ fileUrl }),
  };
}

export { recordFrom } from './append.js';
export { presentDelivery } from './present.js';
export { TouchpointModel } from './touchpoint.model.js';
