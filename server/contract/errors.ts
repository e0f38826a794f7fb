/** Every error code this server answers with, and its HTTP status. Sockets answer the same codes. */
export const ERROR_STATUS = {
  'input.invalid': 400,
  'input.malformed': 400,
  'input.tooLarge': 413,
  'signin.required': 401,
  'signin.wrong': 401,
  'signin.throttled': 429,
  'token.invalid': 401,
  'identity.invalid': 401,
  'permission.denied': 403,
  'origin.refused': 403,
  'route.missing': 404,
  'conversation.missing': 404,
  'customer.missing': 404,
  'queue.missing': 404,
  'user.missing': 404,
  'site.missing': 404,
  'skill.missing': 404,
  'version.missing': 404,
  'offer.missing': 404,
  'file.missing': 404,
  'record.missing': 404,
  'conversation.closed': 409,
  'conversation.moved': 409,
  'conversation.notYours': 409,
  'record.moved': 409,
  'offer.gone': 409,
  'wrapUp.noMoreTime': 409,
  'queue.inUse': 409,
  'skill.inUse': 409,
  'draft.conflict': 409,
  'draft.unsound': 409,
  'draft.tooMany': 409,
  'queue.noMembers': 409,
  'email.taken': 409,
  'name.taken': 409,
  'user.lastAdmin': 409,
  'agent.unavailable': 409,
  'rating.given': 409,
  'merge.refused': 409,
  'file.tooLarge': 413,
  'file.refused': 415,
  'ticket.gone': 410,
  'rate.limited': 429,
  internal: 500,
  'store.unavailable': 503,
  stopping: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ErrorView {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}
