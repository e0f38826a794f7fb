export interface Progress {
  /** @param done how much of `all`, in the same unit */
  at(done: number, all: number): void;
  end(): void;
}

const WIDTH = 30;

/** A bar that is drawn over and over on a terminal; elsewhere a line for every tenth. */
export function showProgress(what: string, out: NodeJS.WriteStream = process.stderr): Progress {
  let shown = -1;
  return {
    at(done, all) {
      const percent = all > 0 ? Math.min(100, Math.floor((100 * done) / all)) : 100;
      const step = out.isTTY ? percent : percent - (percent % 10);
      if (step <= shown) return;
      shown = step;
      out.write(out.isTTY ? `\r${bar(step)} ${what}` : `${what}: ${step} %\n`);
    },
    end() {
      if (out.isTTY && shown >= 0) out.write(`\r${bar(100)} ${what}\n`);
    },
  };
}

function bar(percent: number): string {
  const full = Math.round((WIDTH * percent) / 100);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${String(percent).padStart(3)} %`;
}
