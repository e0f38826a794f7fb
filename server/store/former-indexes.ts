import mongoose from 'mongoose';

/** Of earlier versions, by collection: nothing reads them any more, and every write would go on keeping them up. */
const FORMER: Readonly<Record<string, readonly string[]>> = {
  conversations: ['lastActivityAt_-1__id_-1', 'state_1_snoozedUntil_1'],
};

/** What MongoDB says where there is no such collection, or no such index. */
const NOT_THERE: readonly unknown[] = [26, 27];

export async function dropFormerIndexes(): Promise<void> {
  for (const [collection, names] of Object.entries(FORMER))
    for (const name of names)
      await mongoose.connection
        .collection(collection)
        .dropIndex(name)
        .catch((error: { code?: unknown }) => {
          if (!NOT_THERE.includes(error.code)) throw error;
        });
}
