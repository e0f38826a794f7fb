import type { AuthenticationBlock, AuthenticationResult } from './read-mail.types.js';

const MOST_BLOCKS = 20;
const MOST_RESULTS = 40;

/** All Authentication-Results fields of a header, in the order they stand: each server adds its own on top. */
export function authenticationBlocks(values: string[]): AuthenticationBlock[] {
  return values.slice(0, MOST_BLOCKS).flatMap((value) => {
    const [id, ...results] = statements(value);
    const authservId = id?.[0]?.toLowerCase();
    // `authserv-id =` would be a result in the place of a name: whose block it is cannot be said.
    if (!authservId || id?.[1] === '=') return [];
    return [{ authservId, results: results.slice(0, MOST_RESULTS).flatMap(readResult) }];
  });
}

/** `dmarc = pass reason = "…" header.from = example.org`, as words; what does not read so says nothing. */
function readResult(words: string[]): AuthenticationResult[] {
  const [method, equals, result, ...rest] = words;
  if (!method || equals !== '=' || !result) return [];
  // The first one counts: a later one could only be there to replace it.
  const at = rest.findIndex((word, place) => word.toLowerCase() === 'header.from' && rest[place + 1] === '=');
  const from = at === -1 ? null : (rest[at + 2]?.toLowerCase() ?? null);
  return [{ method: method.toLowerCase().split('/')[0]!, result: result.toLowerCase(), from }];
}

/** Split at `;`, each into words, `=` being one; quoted strings are one word, comments none, however deeply they nest. */
function statements(value: string): string[][] {
  const all: string[][] = [[]];
  let comment = 0;
  const tokens = /"((?:[^"\\]|\\.)*)"|\\.|[()]|[;=]|[^\s"\\();=]+|["\\]/g;
  for (const [token, quoted] of value.matchAll(tokens)) {
    if (token === '(') comment += 1;
    else if (token === ')') comment = Math.max(0, comment - 1);
    else if (comment > 0) continue;
    else if (token === ';') all.push([]);
    else all.at(-1)?.push(quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1'));
  }
  return all;
}
