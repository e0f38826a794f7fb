import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

/** Starts a daemon that stays in the foreground. Its output goes nowhere: it keeps a log of its own, and would else hold ours open. */
export async function startDaemon(
  command: string,
  args: string[],
  { port, greeting, env = {} }: { port: number; greeting: string; env?: Record<string, string> },
): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
  const until = Date.now() + 60_000;
  while (!(await greets(port, greeting))) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${command} did not start`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

function greets(port: number, greeting: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('data', (said) => end(String(said).startsWith(greeting)));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/** Also what it started: Dovecot's sessions would live on for ten seconds. */
export async function endDaemon(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}
