export { makeReplays } from './replays.js';
