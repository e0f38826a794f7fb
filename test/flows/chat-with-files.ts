/** A chat that Ana has, and what is sent in it. */
import { randomUUID } from 'node:crypto';
import type { AttachmentView } from '../../server/contract/index.js';
import { bootApp } from '../boot.js';
import { aStart, isServed, visitorAt } from '../clients.js';
import { aCompany, online } from '../company.js';

export const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
export const MOST_BYTES = 25 * 1024 * 1024;

export async function aChatWithFiles() {
  const app = await bootApp();
  const company = await aCompany(app, { agents: ['Ana'], capacity: 9, queue: { autoAccept: true } });
  const ana = company.people.Ana!;
  const line = await online(app, ana);
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
  await isServed(visitor, begun);
  line.close();

  /** Of the visitor's. */
  const ticket = async (name: string, sizeBytes = MOST_BYTES) =>
    (await visitor.ask('upload:ticket', { name, sizeBytes })).url;
  const put = (url: string, body: Buffer) => fetch(app.url + url, { method: 'PUT', body: new Uint8Array(body) });
  return {
    ...{ app, company, ana, visitor, ticket, put, conversationId: begun.conversation.id },
    async upload(name: string, body: Buffer): Promise<AttachmentView> {
      const answer = await put(await ticket(name, body.length), body);
      if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}`);
      return answer.json();
    },
    async close(): Promise<void> {
      visitor.close();
      await app.close();
    },
  };
}

export type ChatWithFiles = Awaited<ReturnType<typeof aChatWithFiles>>;

/** A message that says nothing. */
export const send = (attachmentIds: string[]) => ({ clientId: randomUUID(), text: '', attachmentIds });
