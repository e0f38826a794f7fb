import type { Account } from '../records.js';
import { ApiError } from './api-error.js';

/** Fields of a form or a query, each given once or several times. */
export class Fields {
  constructor(private readonly given: Record<string, unknown>) {}

  has(name: string): boolean {
    return this.given[name] !== undefined;
  }

  all(name: string): string[] {
    return [this.given[name] ?? []].flat().map(String);
  }

  text(name: string): string {
    return this.all(name)[0] ?? '';
  }

  /** True, false, or null when it was not given. */
  flag(name: string): boolean | null {
    return this.has(name) ? this.text(name).toLowerCase() === 'true' : null;
  }

  /** @throws ApiError 20001 when it is none or out of range */
  whole(name: string, usual: number, from: number, to: number): number {
    if (!this.has(name)) return usual;
    const value = Number(this.text(name));
    if (!Number.isInteger(value) || value < from || value > to)
      throw new ApiError(400, 20_001, `${name} must be a whole number from ${from} to ${to}`);
    return value;
  }
}

/** One request to the API, let in. */
export interface Asked {
  account: Account;
  /** What stands in the path: `sid`, `callSid`, … */
  params: Record<string, string>;
  form: Fields;
  query: Fields;
  /** The path with its query, as it came. */
  uri: string;
  /** How the path ended: `json`, `wav`, `mp3`, or nothing. */
  format: string;
}

export type Reply =
  | { status: number; json: object }
  | { status: 204 }
  | { status: 302; location: string }
  | { status: 200; bytes: Buffer; type: string };

/** `METHOD Path/{param}` below the account, and what answers there. */
export type Doors = Record<string, (asked: Asked) => Reply | Promise<Reply>>;

export const ok = (json: object): Reply => ({ status: 200, json });
export const made = (json: object): Reply => ({ status: 201, json });
export const gone: Reply = { status: 204 };
