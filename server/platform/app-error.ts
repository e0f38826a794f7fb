import { ERROR_STATUS, type ErrorCode, type ErrorView } from '../contract/index.js';

/** A failure we foresaw, with a message fit for a person. Anything else is a bug and answers 500. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: Record<string, unknown>,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  get view(): ErrorView {
    return { code: this.code, message: this.message, ...(this.details && { details: this.details }) };
  }
}
