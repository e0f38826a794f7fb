/** Chat while mails come, and alone before and after. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

interface Size {
  url: string;
  pid: number;
  /** Of one run. */
  seconds: number;
  runs: number;
}

/** Visitors and agents of processes of their own, one for each run; they begin when they are told. */
export function chatBeside({ runs, ...size }: Size) {
  const options = Object.entries({ visitors: 40, agents: 4, rate: 20, ...size }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const clients = Array.from({ length: runs }, () =>
    spawn(process.execPath, ['dist/bench/chat.js', '--wait', ...options], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const alone: number[][] = [];
  const beside = new Map<string, number[]>();

  /** @param way of the mails that come meanwhile; null: none do */
  async function run(way: string | null): Promise<void> {
    const says = way ? `beside ${way}` : ['alone', 'alone, after'][alone.length];
    const client = clients.shift()!;
    client.stdin.end('begin\n');
    const lines = (await text(client.stdout)).split('\n').filter((line) => /p99|lost/.test(line));
    for (const line of lines) console.log(`chat ${says}: ${line}`);
    const p99s = lines.flatMap((line) => Number(/p99 +([\d.]+)/.exec(line)?.[1] ?? []));
    if (way) beside.set(way, p99s);
    else alone.push(p99s);
  }

  return {
    run,
    /** How much slower it was: a shared machine is not the same for long, so its own figure is the mean of those alone. */
    compare(): void {
      const own = [0, 1].map((i) => alone.reduce((sum, p99s) => sum + (p99s[i] ?? Number.NaN), 0) / alone.length);
      for (const [way, p99s] of beside) {
        const [toServer, toOther] = p99s.map((p99, i) => (p99 / own[i]!).toFixed(2));
        console.log(
          `chat beside ${way}: p99 ${toServer} times its own to the acknowledgement, ${toOther} to the other side`,
        );
      }
    },
  };
}
