import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

interface CertificateOptions {
  /** Whose it is. */
  name?: string;
  /** For which hosts; IPv4 addresses as they are written. */
  hosts?: string[];
  /** Years from now. */
  from?: number;
  to?: number;
  /** Who signs it; without that it is self-made. */
  by?: Certificate;
}

export interface Certificate {
  name: string;
  privateKey: KeyObject;
  /** Both as PEM. */
  key: string;
  cert: string;
}

/** Makes a certificate as companies make their own, by hand (X.509, RFC 5280): so it needs no program and never runs out. */
export function aCertificate(options: CertificateOptions = {}): Certificate {
  const { name = 'Kilim', hosts = ['127.0.0.1', 'localhost'], from = -1, to = 1, by } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1, ...privateKey.export({ type: 'sec1', format: 'der' }).subarray(7, 15)])),
    ECDSA_SHA256,
    nameOf(by?.name ?? name),
    sequence(time(from), time(to)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension('551d11', sequence(...hosts.map(host))), extension('551d13', sequence(YES)))),
  );
  const signature = sign('sha256', body, by?.privateKey ?? privateKey);
  const whole = sequence(body, ECDSA_SHA256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) as string[];
  return {
    ...{ name, privateKey, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n'),
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const identifier = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const ECDSA_SHA256 = sequence(identifier('2a8648ce3d040302'));
const YES = tagged(0x01, Buffer.from([0xff]));
const nameOf = (name: string) =>
  sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(name)))));
const extension = (hex: string, value: Buffer) => sequence(identifier(hex), tagged(0x04, value));
const host = (name: string) =>
  /^[\d.]+$/.test(name) ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name));

function time(years: number): Buffer {
  const at = new Date(Date.now() + years * 365 * 86_400_000);
  const digits = at.toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}
