import type { Quality } from '../line-state.js';
import type { CarrierCall } from './carrier-sdk.js';

/** Warnings that are about the network, and whether one of them alone spoils a talk. */
const WARNINGS: Record<string, Quality> = {
  'high-rtt': 'fair',
  'high-jitter': 'fair',
  'high-packet-loss': 'fair',
  'high-packets-lost-fraction': 'fair',
  'low-mos': 'bad',
  'low-bytes-received': 'bad',
  'low-bytes-sent': 'bad',
  'ice-connectivity-lost': 'bad',
};

/** Tells how the network carries a call, by what the SDK warns of. */
export function followQuality(call: CarrierCall, tell: (quality: Quality) => void): void {
  const standing = new Set<string>();
  const told = () => {
    const bad = standing.size > 1 || [...standing].some((name) => WARNINGS[name] === 'bad');
    tell(bad ? 'bad' : standing.size > 0 ? 'fair' : 'good');
  };
  call.on('accept', () => tell('good'));
  call.on('warning', (about) => {
    const name = String(about);
    if (!(name in WARNINGS)) return;
    standing.add(name);
    told();
  });
  call.on('warning-cleared', (name) => {
    if (standing.delete(String(name))) told();
  });
  call.on('reconnecting', () => tell('bad'));
  call.on('reconnected', told);
}
