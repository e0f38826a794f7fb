import type { Doors } from './asked.js';

export interface Found {
  answer: Doors[string];
  params: Record<string, string>;
  format: string;
}

/**
 * Finds who answers at a path below the account, and reads what stands in it.
 * @param path as `Messages/SM….json`
 */
export function findDoor(doors: Doors, method: string, path: string): Found | null {
  const [, bare = '', format = ''] = /^(.*?)(?:\.(json|wav|mp3))?$/.exec(path)!;
  const parts = bare.split('/');
  for (const [name, answer] of Object.entries(doors)) {
    const [doorMethod, doorPath = ''] = name.split(' ');
    const params = doorMethod === method ? paramsOf(doorPath.split('/'), parts) : null;
    if (params) return { answer, params, format };
  }
  return null;
}

function paramsOf(wanted: string[], parts: string[]): Record<string, string> | null {
  if (wanted.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [place, want] of wanted.entries()) {
    const part = parts[place]!;
    if (want.startsWith('{')) params[want.slice(1, -1)] = part;
    else if (want !== part) return null;
  }
  return params;
}
