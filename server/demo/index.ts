export { type DemoAccount, ensureDemoCompany } from './company.js';
