import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One registry per process. The default figures bring the event loop's lag, memory and CPU. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry, prefix: 'payvand_' });

const registers = [registry];

/** Every figure of our own, so that a name is spelled once: `metrics.messages.inc({ direction: 'in', channel: 'webchat' })`. */
export const metrics = {
  httpSeconds: new Histogram({
    name: 'payvand_http_request_seconds',
    help: 'Time to answer an HTTP request, by route pattern',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  }),
  sockets: new Gauge({
    name: 'payvand_sockets',
    help: 'Connected sockets of this process, by namespace (visitor, agent)',
    labelNames: ['namespace'] as const,
    registers,
  }),
  messages: new Counter({
    name: 'payvand_messages_total',
    help: 'Messages written to a timeline by this process',
    labelNames: ['direction', 'channel'] as const,
    registers,
  }),
  mails: new Counter({
    name: 'payvand_mails_in_total',
    help: 'Mails dealt with by this process, by what became of them: taken, known (a repeat), own, loop, strayBounce, unreadable, mailboxGone, gaveUp',
    labelNames: ['result'] as const,
    registers,
  }),
  mailConnections: new Counter({
    name: 'payvand_mail_connections_total',
    help: 'Connections that our own mail server has accepted',
    registers,
  }),
  mailBytes: new Counter({
    name: 'payvand_mail_received_bytes_total',
    help: 'Bytes of the mails that our own mail server has taken',
    registers,
  }),
  queueLength: new Gauge({
    name: 'payvand_queue_waiting',
    help: 'Conversations waiting now, by queue; only where the router runs',
    labelNames: ['queue'] as const,
    registers,
  }),
  offers: new Counter({
    name: 'payvand_offers_total',
    help: 'Offers that ended, by how: accepted, declined, expired, rescinded',
    labelNames: ['outcome'] as const,
    registers,
  }),
  forecasts: new Counter({
    name: 'payvand_forecasts_total',
    help: 'Waits ended by this process, by queue and by what had been foreseen: over sooner (half is promised), within, longer (a tenth)',
    labelNames: ['queue', 'outcome'] as const,
    registers,
  }),
  forecastError: new Histogram({
    name: 'payvand_forecast_error_ratio',
    help: 'Of those answered: |foreseen mean - wait| / wait, waits below 30 s as 30 s; sum / count is the MAPE',
    labelNames: ['queue'] as const,
    buckets: [0.1, 0.25, 0.5, 1, 2, 4],
    registers,
  }),
  jobs: new Counter({
    name: 'payvand_jobs_total',
    help: 'Background jobs run by this process, by name and result (done, failed)',
    labelNames: ['job', 'result'] as const,
    registers,
  }),
};
