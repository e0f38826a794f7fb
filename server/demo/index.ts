export {
  type Carrier,
  type CarrierNeeds,
  demoCarrierAccount,
  demoCarrierRoutes,
  makeCarrier,
  makeDemoCarrier,
  parseTwiml,
  type VirtualTime,
  virtualTime,
} from './carrier/index.js';
export { type DemoAccount, ensureDemoCompany } from './company.js';
export { ensureDemoHistory } from './history/index.js';
export { type DemoMailNeeds, demoMailRoutes, demoMailTransport } from './mailbox/index.js';
