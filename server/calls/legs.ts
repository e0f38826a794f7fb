import type { CallRecord, Leg } from '../contract/index.js';
import { agentOf } from './steps.js';

type Legs = Pick<CallRecord, 'state'>;

const isLive = ({ endedAt }: Leg): boolean => endedAt === null;

/** Rung, or in the talk. */
export const liveLegs = ({ state }: Legs): Leg[] => state.legs.filter(isLive);

/** Of this agent, whatever for; the latest. */
export const liveLegOf = (call: Legs, agentId: string | null): Leg | null =>
  liveLegs(call).findLast(({ role, address }) => role !== 'customer' && agentOf(address) === agentId) ?? null;

/** Speaks, or hears. */
export const isThere = ({ state }: Leg): boolean => state === 'inProgress';

/** Rings still, for all that was told. The customer's own leg is there whatever is told of it. */
export const isRung = ({ role, state, endedAt }: Leg): boolean =>
  role !== 'customer' && !endedAt && (state === 'queued' || state === 'ringing');
