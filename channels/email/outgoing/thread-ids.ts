/** A mail of the conversation, by the Message-ID its writer gave it. */
export interface ThreadMail {
  messageId: string;
  direction: 'in' | 'out';
}

export interface ThreadIds {
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
}

const LATEST = 20;

/**
 * What a mail of ours refers to: the root that all of the conversation have in common, the first mail, and the latest; mail readers
 * keep a thread together by any of them, and header lines have limits.
 * @param before mails of the conversation, oldest first
 */
export function threadIds(rootId: string | null, before: readonly ThreadMail[]): ThreadIds {
  const answered = before.findLast(({ direction }) => direction === 'in') ?? before.at(-1);
  const first = before[0] ? [before[0].messageId] : [];
  const latest = before.slice(-LATEST).map(({ messageId }) => messageId);
  const all = [...(rootId ? [rootId] : []), ...first, ...latest];
  // What is answered comes last: some readers look at nothing else.
  const ordered = answered ? [...all.filter((id) => id !== answered.messageId), answered.messageId] : all;
  return { inReplyTo: answered?.messageId ?? null, references: [...new Set(ordered)] };
}

/** By which other ids a mail goes on from a server that gives it its own (Amazon SES), read from its answer to the data. */
export function relayIds(response: string, host: string): string[] {
  const whole = [...response.matchAll(/<([^<>\s@]{4,200}@[^<>\s@]{3,200})>/g)].map(([, id]) => id as string);
  const region = /^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonses\.com$/i.exec(host)?.[1];
  const bare = region && /^250 (?:2\.\d\.\d )?ok ([0-9a-z-]{20,100})\s*$/i.exec(response)?.[1];
  return bare ? [...whole, `${bare}@${region}.amazonses.com`, `${bare}@email.amazonses.com`] : whole;
}
