import { Long, serialize } from 'bson';
import { type Documents, takeBatch } from './cursors.js';
import type { Engine } from './engine.js';
import { namespace } from './namespaces.js';
import { cursorReply } from './reply.js';
import { count, type Request } from './request.js';
import type { Doc } from './value.js';

export const FIRST_BATCH = 101;

export const batchSize = (asked: unknown, usual: number): number =>
  asked === undefined ? usual : count({ batchSize: asked }, 'batchSize');

/** The first batch of what was asked for, and a cursor for the rest. */
export async function answer(
  engine: Engine,
  request: Request,
  documents: Documents,
  size: number,
  single = false,
): Promise<Doc> {
  return firstOf(engine, request, { ns: namespace(request), documents, size, single });
}

/** What a command knows from memory, as a read: all at once, unless it is asked for in batches. */
export function list(engine: Engine, request: Request, ns: string, docs: readonly Doc[]): Promise<Doc> {
  const encoded = docs.map((doc) => serialize(doc, { ignoreUndefined: true }));
  const { batchSize: asked } = (request.body.cursor ?? {}) as Doc;
  const size = batchSize(asked, Number.POSITIVE_INFINITY);
  return firstOf(engine, request, { ns, documents: encoded[Symbol.iterator](), size, single: false });
}

interface Reading {
  ns: string;
  documents: Documents;
  size: number;
  single: boolean;
}

async function firstOf(engine: Engine, request: Request, { ns, documents, size, single }: Reading): Promise<Doc> {
  const { docs, done } = await takeBatch(documents, size, request);
  const id = done || single ? Long.ZERO : engine.cursors.open(ns, documents, request);
  return cursorReply(ns, id, docs, 'firstBatch');
}
