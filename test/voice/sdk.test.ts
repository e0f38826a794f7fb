/** What the carrier's SDK takes long for is done before anybody calls. */
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { loadCarrier } from '../../channels/twilio/index.js';

it('has read what the first request needs', () => {
  loadCarrier();
  const { cache } = createRequire(import.meta.url);
  expect(Object.keys(cache).some((path) => path.endsWith('twilio/lib/rest/Api.js'))).toBe(true);
});
