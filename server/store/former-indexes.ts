import mongoose from 'mongoose';

/** By collection; a model says which of its own an earlier version had. */
const former = new Map<string, readonly string[]>();

/** What MongoDB says where there is no such collection, or no such index. */
const NOT_THERE: readonly unknown[] = [26, 27];

/** Indexes that nothing reads any more: the next start drops them, or every write would go on keeping them up. */
export const giveUpIndexes = (collection: string, names: readonly string[]): void => void former.set(collection, names);

export async function dropFormerIndexes(): Promise<void> {
  for (const [collection, names] of former)
    for (const name of names)
      await mongoose.connection
        .collection(collection)
        .dropIndex(name)
        .catch((error: { code?: unknown }) => {
          if (!NOT_THERE.includes(error.code)) throw error;
        });
}
