import type { Picture } from './picture.js';
import { type RoutedConversation, waitingVersions } from './reads.js';

/** So many are looked at in each sweep, in the order of the line: of 10,000 each one once in 200 sweeps. */
const PART = 50;
const FIRST = Number.NEGATIVE_INFINITY;

type Known = Pick<RoutedConversation, '_id' | 'version' | 'routingKey'>;

/**
 * Goes round all who wait, a part at a time: who stands otherwise in the store than is known here, as nobody told and a clock far
 * behind has hidden from the news. A sweep reads ids and versions of a part only, so that it takes no longer where many wait.
 * @param heardOf whether it was heard of lately, in this version or a newer one
 */
export function makeRounds(
  picture: Pick<Picture, 'waiting' | 'conversation'>,
  heardOf: (found: Pick<Known, '_id' | 'version'>) => boolean,
) {
  let from = FIRST;
  let times = 1;

  /** @returns the ids of those to be read again, of the next part */
  async function next(): Promise<string[]> {
    const before = picture.waiting();
    const most = times * PART;
    const found = await waitingVersions(from, most);
    // Of those with the last key some may be missing here: they begin the next part.
    const end = found.length < most ? null : found.at(-1)!.routingKey;
    const isOfPart = ({ routingKey }: Known) => routingKey >= from && (end === null || routingKey < end);
    const there = new Set(found.map(({ _id }) => _id));
    const versionOf = ({ _id }: Pick<Known, '_id'>) => picture.conversation(_id)?.version ?? 0;
    const gone = before.filter((one) => isOfPart(one) && !there.has(one._id) && versionOf(one) === one.version);
    const others = found.filter((one) => one.version > versionOf(one) && !heardOf(one));
    // Where more have one key than a part holds, the next one is larger.
    times = end === from ? 2 * times : 1;
    from = end ?? FIRST;
    return [...gone, ...others].map(({ _id }) => _id);
  }

  return { next };
}
