import { nextSign } from '../live/socket.js';
import { Failure } from './failure.js';

/** Asks for it; while the server is not reached, waits until it is, and asks once more. What it refuses stays refused. */
export async function whenReached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure && !error.passing) throw error;
    while (!(await isReached())) await nextSign();
    return ask();
  }
}

const isReached = (): Promise<boolean> =>
  fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
    ({ status }) => status < 500,
    () => false,
  );
