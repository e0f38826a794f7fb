/** Small things this browser remembers. Storage may be full or forbidden: then they are forgotten, and nothing fails. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`payvand.${name}`);
  } catch {
    return null;
  }
}

/** @returns whether it is remembered */
export function keep(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(`payvand.${name}`);
    else localStorage.setItem(`payvand.${name}`, value);
    return true;
  } catch {
    return false;
  }
}

/** @returns what was kept as JSON, or the fallback when there is nothing readable */
export function keptJson<T>(name: string, fallback: T): T {
  try {
    return (JSON.parse(kept(name) ?? 'null') as T | null) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Signing out: what one person wrote is not for the next one at this computer. */
export function forgetAll(except: readonly string[] = ['locale', 'theme']): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('payvand.') && !except.includes(key.slice('payvand.'.length))) localStorage.removeItem(key);
    }
  } catch {
    // Nothing kept, nothing to forget.
  }
}
