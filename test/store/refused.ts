import type { OpenStore } from './open-store.js';

export type Command = Record<string, unknown>;

/** A command that is refused, and where MongoDB says so. */
export interface Refused {
  says: string;
  source: string;
  run: Command;
  code: number;
  codeName?: string;
  /** Run on the database `admin`. */
  admin?: true;
}

interface Told {
  code?: number;
  codeName?: string;
  message: string;
}

/** What a command is refused with: an error stands in the reply, or beside the statement that it is about. */
export async function codeOf({ client, db }: OpenStore, run: Command, admin = false): Promise<Told> {
  try {
    const { writeErrors = [] } = await (admin ? client.db('admin') : db).command(run);
    return { code: writeErrors[0]?.code, message: writeErrors[0]?.errmsg ?? 'it was done' };
  } catch (error) {
    return error as Told;
  }
}
