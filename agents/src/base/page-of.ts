import { lazyRouteComponent } from '@tanstack/react-router';
import { whenReached } from './when-reached.js';

/**
 * A page or a part of one, fetched when it is first shown. While the server is not reached it is waited for, on what was there before
 * and under the word that says so. What is gone although the server answers, an update has taken: then all is loaded anew.
 */
export const pageOf: typeof lazyRouteComponent = (importer, name) =>
  lazyRouteComponent((() => whenReached(importer)) as typeof importer, name);
