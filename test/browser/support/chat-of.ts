/** A chat that somebody of a small company has; their line and the visitor's stay open beside the browser. */
import { aStart, isServed, visitorAt } from '../../clients.js';
import { type Hosted, online, type Person } from '../../company.js';

export interface ChatOf {
  id: string;
  customerId: string;
  /** The customer's. */
  name: string;
  end(): void;
}

/** @param owner the only one of the queue who is there; what comes is theirs at once */
export async function chatOf(
  app: Hosted,
  { siteKey, queueId }: { siteKey: string; queueId: string },
  owner: Person,
): Promise<ChatOf> {
  const line = await online(app, owner);
  const visitor = await visitorAt(app.url, { siteKey });
  const name = `Sara ${Math.random().toString(36).slice(2, 8)}`;
  const begun = await visitor.ask('conversation:start', aStart({ queueId, name }));
  await isServed(visitor, begun);
  const end = () => {
    line.close();
    visitor.close();
  };
  return { id: begun.conversation.id, customerId: begun.customerId, name, end };
}
