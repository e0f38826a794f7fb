import type { UserRecord } from '../contract/index.js';

/** How many conversations an agent has at once, as the desks count them. */
export const capacityOf = ({ capacity }: Pick<UserRecord, 'capacity'>): number => capacity.webchat;
