export { type Carrier, type CarrierNeeds, makeCarrier } from './carrier.js';
export type { Phone } from './phones/phones.js';
export type { Picture, Text } from './records.js';
export { realTime, type Time, type VirtualTime, virtualTime } from './time.js';
