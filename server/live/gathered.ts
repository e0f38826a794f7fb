/** A message between nodes, as the adapters of socket.io write it. */
interface Message {
  uid: string;
  nsp: string;
  type: number;
  data?: { requestId?: string; pushes?: Message['data'][] };
}

/** The two ends of an adapter of several nodes, by the names that socket.io gives them. */
interface Ends {
  doPublish(message: Message): Promise<string>;
  onMessage(message: Message, offset?: string): void;
}

/** A push, by socket.io's own number. */
const PUSH = 3;
/** Several of them: a number that socket.io does not use. */
const PUSHES = 100;
/** Of one message; each may be as long as the words of a mail. */
const MOST = 50;

/**
 * Pushes of one turn of the event loop travel as one message, in their order: one mail that is taken in pushes several times, and
 * each message costs every node a question to Redis and an answer. Those who are connected here no longer wait for it either.
 * Anything else that is to travel sends them first. See docs/decisions/017-pushes-travel-together.md.
 * @param forMs pushes of so many milliseconds instead; 0: of one turn
 */
export function gathering<A>(adapter: A, forMs = 0): A {
  const ends = adapter as Ends;
  const { doPublish, onMessage } = ends;
  let gathered: Message[] = [];

  /** A push that is lost loses nothing. */
  function send(): void {
    const [first] = gathered;
    if (!first) return;
    const pushes = gathered.map(({ data }) => data);
    gathered = [];
    const message = pushes.length === 1 ? first : { ...first, type: PUSHES, data: { pushes } };
    doPublish.call(adapter, message).catch(() => {});
  }

  const later = (): unknown => (forMs > 0 ? setTimeout(send, forMs) : setImmediate(send));

  ends.doPublish = (message) => {
    if (message.type !== PUSH || message.data?.requestId !== undefined) {
      send();
      return doPublish.call(adapter, message);
    }
    if (gathered.push(message) === 1) later();
    if (gathered.length >= MOST) send();
    return Promise.resolve('');
  };

  ends.onMessage = (message, offset) => {
    if (message.type !== PUSHES) return onMessage.call(adapter, message, offset);
    for (const data of message.data?.pushes ?? [])
      onMessage.call(adapter, { ...message, type: PUSH, ...(data && { data }) }, offset);
  };

  return adapter;
}
