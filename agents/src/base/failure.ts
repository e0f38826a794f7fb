import type { ErrorCode, ErrorView } from '../../../server/contract/index.js';

/** `offline`: no answer came, so nobody knows whether it was done; repeat with the same client id. */
export type FailureCode = ErrorCode | 'offline';

/** The one error a call ends with. `code` has a text of its own in every language. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    message: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
  }
  /** Whether the same request may succeed when repeated later. */
  get passing(): boolean {
    return ['offline', 'rate.limited', 'stopping', 'store.unavailable', 'internal'].includes(this.code);
  }
}

export function failureOf(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('internal', String(error));
}

/** What the server says went wrong; a proxy's own page of 502 says nothing, so it counts as no answer. */
export async function failureIn(response: Response): Promise<Failure> {
  const { error } = ((await response.json().catch(() => ({}))) ?? {}) as { error?: ErrorView };
  if (error) return new Failure(error.code, error.message, error.details);
  return new Failure(response.status >= 502 ? 'offline' : 'internal', `status ${response.status}`);
}

/** Which of the fields that were sent the server did not accept. */
export function refusedFields(error: unknown): string[] {
  const { code, details } = failureOf(error);
  const issues = code === 'input.invalid' ? (details?.issues as { path: string }[] | undefined) : undefined;
  return (issues ?? []).map(({ path }) => path).filter(Boolean);
}
