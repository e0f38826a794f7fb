import { randomBytes } from 'node:crypto';

/**
 * The address of a new database: in TEST_MONGODB_URI when one is named, else in the embedded store that all tests of a run share
 * (`global-setup.ts`): to start a store for each file took half of the run.
 */
export function aDatabase(): string {
  const store = process.env.TEST_MONGODB_URI ?? process.env.SHARED_STORE_URI;
  if (!store) throw new Error('the tests have no store: test/global-setup.ts starts it');
  return Object.assign(new URL(store), { pathname: `/payvand_test_${randomBytes(6).toString('hex')}` }).href;
}
