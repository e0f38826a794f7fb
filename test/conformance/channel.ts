import { expect, it } from 'vitest';
import { type Channel, ChannelError } from '../../channels/channel.js';
import type { TouchpointRecord } from '../../server/contract/index.js';

export interface ChannelCase {
  channel: Channel;
  /** A touchpoint this channel can carry to somebody who is there. */
  sendable: () => Promise<TouchpointRecord>;
  /** One its provider will never take; absent where there is no such thing. */
  refusable?: () => Promise<TouchpointRecord>;
  /** What arrived at the other end, by touchpoint id. */
  arrived: (touchpoint: TouchpointRecord) => Promise<number>;
}

/** What every channel keeps, whoever the provider is. A new channel's tests begin by calling it. */
export function keepsChannelContract(makeCase: () => Promise<ChannelCase>): void {
  it('brings a touchpoint to the other end, once', async () => {
    const { channel, sendable, arrived } = await makeCase();
    const touchpoint = await sendable();
    await channel.send(touchpoint);
    expect(await arrived(touchpoint)).toBe(1);
  });

  it('leaves the touchpoint as it was: settling is not the channel’s', async () => {
    const { channel, sendable } = await makeCase();
    const touchpoint = await sendable();
    const before = structuredClone(touchpoint);
    await channel.send(touchpoint);
    expect(touchpoint).toEqual(before);
  });

  it('says when it will never work, so that nobody tries again', async () => {
    const { channel, refusable } = await makeCase();
    if (!refusable) return; // a push takes everything
    const error = await channel.send(await refusable()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ reason: 'refused' });
  });
}
