/** `code` is the server's, or ours: `down` (no connection, nobody knows whether it arrived) and `late` (no answer in time). */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: string,
    message = code,
  ) {
    super(message);
  }
}
