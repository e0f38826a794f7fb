import { createContext } from 'react';

/** Leads to a message of the timeline that a line is in. */
export const LookAt = createContext<(touchpointId: string) => void>(() => undefined);
