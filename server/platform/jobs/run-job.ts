import type { Log } from '../log.js';
import { metrics } from '../metrics.js';
import type { JobHandler } from './index.js';

/** Never rejects: a failed job is told and counted, and ends here. */
export async function runJob(name: string, id: string, handler: JobHandler, log: Log): Promise<void> {
  try {
    await handler(id);
    metrics.jobs.inc({ job: name, result: 'done' });
  } catch (error) {
    metrics.jobs.inc({ job: name, result: 'failed' });
    log.error({ error, job: name, id }, 'a job failed');
  }
}
