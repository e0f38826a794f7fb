export { type HookForm, type HookHandler, makeCheckedHook } from './checked-hook.js';
export { type CarrierClient, carrierClient } from './client.js';
export { meaningOf } from './codes.js';
export { type CarrierOutcome, outcomeOf } from './failure.js';
export { lineToken } from './line-token.js';
export { fetchMedia, MediaError } from './media.js';
export { quietUntil } from './quiet.js';
export { tryAccount } from './try-account.js';
export { VoiceResponse } from './voice-response.js';
