import { lazyRouteComponent } from '@tanstack/react-router';
import { nextSign } from '../live/socket.js';

/**
 * A page or a part of one, fetched when it is first shown. While the server is not reached it is waited for, on what was there before
 * and under the word that says so. What is gone although the server answers, an update has taken: then all is loaded anew.
 */
export const pageOf: typeof lazyRouteComponent = (importer, name) =>
  lazyRouteComponent(
    (() =>
      importer().catch(async () => {
        while (!(await isReached())) await nextSign();
        return importer();
      })) as typeof importer,
    name,
  );

const isReached = (): Promise<boolean> =>
  fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
    ({ status }) => status < 500,
    () => false,
  );
