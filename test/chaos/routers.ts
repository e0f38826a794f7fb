import { join } from 'node:path';
import { pause } from '../crash/chance.js';
import { freePort, type ServerProcess, startProcess } from '../server-process.js';

const CLOCK = join(process.cwd(), 'test/chaos/shifted-clock.cjs');
/** An hour fast, a minute slow, a day slow, a little fast. */
const JUMPS_MS = [3_600_000, -60_000, -86_400_000, 7_000];
const ANSWER_MS = 1_500;

/** One router process, that can be killed, stopped for a while, and whose clock can be set. */
export class Router {
  private server: ServerProcess | null = null;
  private stopped = false;

  constructor(
    private readonly env: Record<string, string>,
    private readonly aheadMs: number,
  ) {}

  get up(): boolean {
    return this.server !== null && !this.stopped;
  }

  async start(): Promise<void> {
    this.server = await startProcess({
      ...this.env,
      PORT: String(await freePort()),
      NODE_OPTIONS: `--require ${CLOCK}`,
      CLOCK_AHEAD_MS: String(this.aheadMs),
      CLOCK_JUMPS_MS: JUMPS_MS.join(','),
    });
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = null;
    await server?.kill();
  }

  async standStill(ms: number): Promise<void> {
    const pid = this.server?.pid;
    if (!pid) return;
    this.stopped = true;
    process.kill(pid, 'SIGSTOP');
    await pause(ms);
    process.kill(pid, 'SIGCONT');
    this.stopped = false;
  }

  /** Its clock goes wrong, or wrong in another way. */
  jump(): void {
    if (this.server) process.kill(this.server.pid, 'SIGUSR2');
  }

  setRight(): void {
    if (this.server) process.kill(this.server.pid, 'SIGWINCH');
  }

  /** Whether it says that it routes. */
  async routes(): Promise<boolean> {
    if (!this.server || this.stopped) return false;
    const url = `${this.server.url}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
    const said = (await answer?.json().catch(() => null)) as { router?: string } | null | undefined;
    return said?.router === 'here';
  }

  output(): string {
    return this.server?.output() ?? '';
  }

  /** @returns its exit code; 0 also when it is not there */
  async end(): Promise<number | null> {
    return this.server ? this.server.stop() : 0;
  }
}
