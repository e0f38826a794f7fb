export { AppError } from './app-error.js';
export { type Bus, makeBus } from './bus.js';
export { type Clock, systemClock } from './clock.js';
export { type Config, makeSecretKey, readConfig, SETTING_NAMES } from './config.js';
export { hashSecret, newId, newSecret } from './ids.js';
export { inTurn } from './in-turn.js';
export { type Log, makeLog } from './log.js';
export type { Actor, Call, Handler, Handlers } from './operations.js';
export { cleanLine, cleanText, foldDigits, foldText } from './text.js';
