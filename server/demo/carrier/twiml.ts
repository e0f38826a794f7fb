import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** One element of a document. */
export interface Verb {
  name: string;
  attributes: Record<string, string>;
  /** Its words, trimmed. */
  text: string;
  children: Verb[];
}

/** The document cannot be followed. `code` is the provider's: 12100 no XML, 12200 not its language. */
export class TwimlError extends Error {
  override readonly name = 'TwimlError';
  constructor(
    readonly code: 12_100 | 12_200,
    message: string,
  ) {
    super(message);
  }
}

const PARTS: Record<string, string[]> = {
  Response: [
    'Say',
    'Play',
    'Pause',
    'Gather',
    'Enqueue',
    'Leave',
    'Dial',
    'Record',
    'Redirect',
    'Hangup',
    'Reject',
    'Message',
  ],
  Gather: ['Say', 'Play', 'Pause'],
  Dial: ['Number', 'Client', 'Conference', 'Queue'],
  Client: ['Identity', 'Parameter'],
  Message: ['Body', 'Media'],
};

/** @throws TwimlError */
export function parseTwiml(xml: string): Verb[] {
  const root = verbOf(parsed(xml));
  if (root.name !== 'Response') throw new TwimlError(12_200, `A document begins with Response, not ${root.name}`);
  check(root);
  return root.children;
}

function parsed(xml: string): Element {
  const complain = (_level: string, message: string) => {
    throw new TwimlError(12_100, message);
  };
  try {
    const root = new DOMParser({ onError: complain }).parseFromString(xml.trim(), 'text/xml').documentElement;
    if (root) return root;
  } catch (error) {
    throw new TwimlError(12_100, (error as Error).message);
  }
  throw new TwimlError(12_100, 'An empty document');
}

function verbOf(element: Element): Verb {
  const nodes = Array.from({ length: element.childNodes.length }, (_, n) => element.childNodes.item(n)!);
  const attributes = Array.from({ length: element.attributes.length }, (_, n) => element.attributes.item(n)!);
  return {
    name: element.tagName,
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
    text: nodes.map(wordsOf).join('').trim(),
    children: nodes.filter((node): node is Element => node.nodeType === 1).map(verbOf),
  };
}

const wordsOf = (node: Node): string => (node.nodeType === 3 || node.nodeType === 4 ? (node.nodeValue ?? '') : '');

function check({ name, children }: Verb): void {
  for (const child of children) {
    // Say may hold SSML; nothing here speaks, so it may stay.
    if (name !== 'Say' && !PARTS[name]?.includes(child.name))
      throw new TwimlError(12_200, `${child.name} has no place in ${name}`);
    check(child);
  }
}
