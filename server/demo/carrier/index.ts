export { type Carrier, type CarrierNeeds, makeCarrier } from './carrier.js';
export { type DemoCarrierAccount, demoCarrierAccount, makeDemoCarrier } from './demo-carrier.js';
export { demoCarrierRoutes } from './page.routes.js';
export type { Phone } from './phones/phones.js';
export type { Picture, Text } from './records.js';
export { type Time, type VirtualTime, virtualTime } from './time.js';
export { parseTwiml } from './twiml.js';
