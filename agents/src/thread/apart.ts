/** Keeps a name's own direction inside a sentence of the other. */
export const apart = (name: string | undefined | null): string => `\u2068${name ?? '…'}\u2069`;
