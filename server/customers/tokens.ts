import { type Clock, hashSecret, newSecret } from '../platform/index.js';
import { insertTogether } from '../store/index.js';
import { VisitorTokenModel } from './models.js';

const TOUCH_EVERY_MS = 3_600_000;

/** What lets a browser prove that it is the same visitor as before: opaque, stored as a digest, bound to one site, revocable. */
export function makeTokens({ clock }: { clock: Clock }) {
  const insert = insertTogether(VisitorTokenModel);

  async function retire(former: string, by: string): Promise<void> {
    await VisitorTokenModel.deleteOne({ _id: former });
    await VisitorTokenModel.updateOne({ _id: by }, { $unset: { replaces: 1 } });
  }

  return {
    /** @param replaces the digest of the one that ends with it: not before the browser has shown that it holds the new one */
    async issueToken(customerId: string, siteId: string, replaces?: string | null): Promise<string> {
      const token = newSecret();
      const now = clock.now();
      const about = { customerId, siteId, ...(replaces && { replaces }) };
      await insert({ _id: hashSecret(token), ...about, createdAt: now, lastUsedAt: now });
      return token;
    },

    /** The customer a token stands for on this site; null when it is unknown, revoked, or another site's. */
    async customerIdOfToken(token: string, siteId: string): Promise<string | null> {
      const _id = hashSecret(token);
      const found = await VisitorTokenModel.findOne({ _id, siteId }).lean();
      if (!found) return null;
      if (found.replaces) await retire(found.replaces, _id);
      const now = clock.now();
      if (+now - +found.lastUsedAt > TOUCH_EVERY_MS) {
        await VisitorTokenModel.updateOne({ _id }, { $set: { lastUsedAt: now } });
      }
      return found.customerId;
    },

    /** With what it was given in place of. */
    async revokeTokenHash(tokenHash: string): Promise<void> {
      const gone = await VisitorTokenModel.findOneAndDelete({ _id: tokenHash }).lean();
      if (gone?.replaces) await VisitorTokenModel.deleteOne({ _id: gone.replaces });
    },
  };
}
