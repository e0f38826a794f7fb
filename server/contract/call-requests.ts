/** What may be asked of a call under way. Free of libraries but zod. */
import { z } from 'zod';
import { SUPERVISIONS, TRANSFER_WAYS } from './call.js';
import { ClientId, Id } from './requests.js';

const Phone = z.string().trim().min(3).max(40);
/** Somebody who is wanted in a call. */
const CallTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), id: Id }),
  z.strictObject({ kind: z.literal('queue'), id: Id }),
  z.strictObject({ kind: z.literal('number'), number: Phone }),
]);
export type CallTarget = z.infer<typeof CallTarget>;

/**
 * `number`: the customer's, in any spelling; `numberId`: of ours, to show. Without a conversation of the asker's a new one is begun, and is
 * theirs.
 */
export const CallPlaceRequest = z.strictObject({
  customerId: Id,
  number: Phone,
  numberId: Id,
  conversationId: Id.optional(),
  clientId: ClientId,
});
export type CallPlaceInput = z.infer<typeof CallPlaceRequest>;
export const CallSwitchRequest = z.strictObject({ on: z.boolean() });
/**
 * `cold`: given away, the asker goes. `warm`: the customer is held while both speak, then `complete` or the leg is dropped. `add`: all speak.
 * To speak with a queue is to speak with whoever of it is free.
 */
export const CallTransferRequest = z.strictObject({ way: z.enum(TRANSFER_WAYS), to: CallTarget, clientId: ClientId });
export const CallSuperviseRequest = z.strictObject({ how: z.enum(SUPERVISIONS) });
