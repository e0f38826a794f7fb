import { type Clock, hashSecret, newSecret } from '../platform/index.js';
import { VisitorTokenModel } from './models.js';

const TOUCH_EVERY_MS = 3_600_000;

/** What lets a browser prove that it is the same visitor as before: opaque, stored as a digest, bound to one site, revocable. */
export function makeTokens({ clock }: { clock: Clock }) {
  return {
    async issueToken(customerId: string, siteId: string): Promise<string> {
      const token = newSecret();
      const now = clock.now();
      await VisitorTokenModel.create({ _id: hashSecret(token), customerId, siteId, createdAt: now, lastUsedAt: now });
      return token;
    },

    /** The customer a token stands for on this site; null when it is unknown, revoked, or another site's. */
    async customerIdOfToken(token: string, siteId: string): Promise<string | null> {
      const _id = hashSecret(token);
      const found = await VisitorTokenModel.findOne({ _id, siteId }).lean();
      if (!found) return null;
      const now = clock.now();
      if (+now - +found.lastUsedAt > TOUCH_EVERY_MS) {
        await VisitorTokenModel.updateOne({ _id }, { $set: { lastUsedAt: now } });
      }
      return found.customerId;
    },

    async revokeTokenHash(tokenHash: string): Promise<void> {
      await VisitorTokenModel.deleteOne({ _id: tokenHash });
    },
  };
}
