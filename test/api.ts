/** The HTTP API as a test calls it: by the names of its operations. */
import { type Answers, API, type ErrorView, type Operation, type OperationName } from '../server/contract/index.js';

export interface CallOptions {
  params?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: unknown;
  cookie?: string;
  headers?: Record<string, string>;
}

export type CallResult<K extends OperationName> = {
  status: number;
  headers: Headers;
  body: Answers[K];
  error: ErrorView | undefined;
};

export type Api = ReturnType<typeof apiAt>;

export function apiAt(url: string) {
  async function call<K extends OperationName>(name: K, options: CallOptions = {}): Promise<CallResult<K>> {
    const { method, path }: Operation = API[name];
    const filled = path.replace(/:(\w+)/g, (_all, key: string) => encodeURIComponent(options.params?.[key] ?? key));
    const search = options.query ? `?${new URLSearchParams(options.query as Record<string, string>)}` : '';
    const answer = await fetch(`${url}/api/v1${filled}${search}`, {
      method: method.toUpperCase(),
      headers: {
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...(options.cookie && { cookie: options.cookie }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    });
    const text = await answer.text();
    const body = text ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: answer.headers, body, error: body?.error };
  }

  /** @returns the session cookie, ready to be sent back */
  async function signIn(email: string, password: string): Promise<string> {
    const { status, headers } = await call('session.create', { body: { email, password } });
    const cookie = headers.getSetCookie().find((line) => line.startsWith('payvand_session='));
    if (status !== 201 || !cookie) throw new Error(`sign-in of ${email} answered ${status}`);
    return cookie.split(';')[0] as string;
  }

  return { url, call, signIn };
}
