import { io, type Socket } from 'socket.io-client';
import type { AgentNotices, AgentRequests, Answer } from '../../../server/contract/index.js';
import { Failure } from '../base/api.js';

/** How long an answer may take before the request counts as lost; every request may be repeated. */
const ANSWER_WITHIN_MS = 10_000;

type Answered = {
  [Name in keyof AgentRequests]: Parameters<AgentRequests[Name]> extends [infer Input, Answer<infer Output>]
    ? { input: Input; output: Output }
    : never;
};
export type RequestName = { [Name in keyof Answered]: Answered[Name] extends never ? never : Name }[keyof Answered];

export const socket: Socket<AgentNotices, AgentRequests> = io('/agent', {
  autoConnect: false,
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  // Back within 9 s of the network, so that a minute without it is over before the grace period is.
  timeout: 6_000,
  reconnectionDelay: 500,
  reconnectionDelayMax: 2_000,
  randomizationFactor: 0.5,
});

/** The next time that the server is heard of: it is connected with, or a connection that outlived the trouble has its beat. */
export const nextSign = (): Promise<void> =>
  new Promise((heard) => {
    const hear = () => {
      socket.off('connect', hear);
      socket.io.off('ping', hear);
      heard();
    };
    socket.on('connect', hear);
    socket.io.on('ping', hear);
  });

/** Asks and waits. Without a connection it fails at once, so that nothing is done later that was meant now. */
export function request<Name extends RequestName>(
  name: Name,
  input: Answered[Name]['input'],
): Promise<Answered[Name]['output']> {
  if (!socket.connected) return Promise.reject(new Failure('offline', 'Not connected.'));
  // socket.io's own types cannot follow a name that is still open.
  const emit = socket.timeout(ANSWER_WITHIN_MS).emitWithAck.bind(socket.timeout(ANSWER_WITHIN_MS)) as unknown as (
    name: string,
    input: unknown,
  ) => Promise<Parameters<Answer<Answered[Name]['output']>>[0]>;
  return emit(name, input).then(
    (answer) => {
      if (answer.ok) return answer.data;
      throw new Failure(answer.error.code, answer.error.message, answer.error.details);
    },
    () => {
      throw new Failure('offline', 'No answer in time.');
    },
  );
}

/** Says something that needs no answer; dropped without a connection. */
export function tell<Name extends Exclude<keyof AgentRequests, RequestName>>(
  name: Name,
  ...input: Parameters<AgentRequests[Name]>
): void {
  if (socket.connected) socket.emit(name, ...input);
}
