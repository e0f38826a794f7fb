import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, or one worker would still be at it when the others have nothing left. */
const LONG = ['browser', 'chaos', 'crash', 'widgets', 'store'];
const placeOf = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
  return at === -1 ? LONG.length : at;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false, // the files that one worker runs share its process, which loads the modules once
    globalSetup: ['test/global-setup.ts'],
    // Test data may be lost with the machine: the store answers without waiting for the disk.
    env: { EMBEDDED_STORE_SYNC: 'false' },
    // Only against hanging: a slow machine may take its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 3, // of two processors: much of the suite waits for clocks, disks and browsers
    sequence: { sequencer: LongestFirst },
  },
});
