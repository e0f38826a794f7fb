import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. The algorithm (2) is argon2id. */
const HOW = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PREFIX = '$argon2id$v=19$m=19456,t=2,p=1$';

export const hashPassword = (password: string): Promise<string> => hash(password, HOW);

/** True when the hash was made with other parameters than today's: make it again while the password is at hand. */
export const isOutdated = (passwordHash: string): boolean => !passwordHash.startsWith(PREFIX);

let nobodys: Promise<string> | null = null;

/** Takes the same time for an account that does not exist, so that timing does not tell which addresses are known. */
export async function checkPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password');
  const good = await verify(passwordHash ?? (await nobodys), password).catch(() => false);
  return passwordHash !== null && good;
}
