/** A refusal in the provider's shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    /** The provider's own number for it. */
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  toJSON() {
    const more_info = `https://www.twilio.com/docs/errors/${this.code}`;
    return { code: this.code, message: this.message, more_info, status: this.status };
  }
}

export const notFound = (uri: string): ApiError =>
  new ApiError(404, 20_404, `The requested resource ${uri.split('?')[0]} was not found`);
