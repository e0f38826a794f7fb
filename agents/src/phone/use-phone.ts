import { useEffect } from 'react';
import { useDesk } from '../live/use-desk.js';
import { startLine } from './line.js';

/** Once, around all pages: one's line, while the company takes calls. */
export function usePhone(): void {
  const takesCalls = useDesk((desk) => desk.numbers.some(({ voice }) => voice));
  useEffect(() => (takesCalls ? startLine() : undefined), [takesCalls]);
}
