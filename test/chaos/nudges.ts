import { createClient } from 'redis';

/** Where nodes tell each other what changed; the trouble below happens to all of them at once. */
const CHANNELS = 'socket.io#*';
/** So many of the last are said again; each costs every node some reads. */
const REMEMBERED = 12;

/** What can happen to messages between nodes, on a real Redis. */
export async function trouble(url: string) {
  const [ears, mouth] = [createClient({ url }), createClient({ url })];
  const heard: { channel: Buffer; message: Buffer }[] = [];
  for (const client of [ears, mouth]) {
    client.on('error', () => {}); // its own connection is cut as well
    await client.connect();
  }
  await ears.pSubscribe(
    Buffer.from(CHANNELS) as never,
    ((message: Buffer, channel: Buffer) => {
      heard.push({ channel, message });
      if (heard.length > REMEMBERED) heard.shift();
    }) as never,
    true,
  );
  const say = (channel: string | Buffer, message: string | Buffer) =>
    mouth.publish(channel as never, message as never).catch(() => 0);

  return {
    /** Cuts everybody's ears off, or their mouths as well: what is said until they are back is lost. */
    async lose(mouths: boolean): Promise<void> {
      for (const type of mouths ? ['pubsub', 'normal'] : ['pubsub'])
        await mouth.sendCommand(['CLIENT', 'KILL', 'TYPE', type]).catch(() => 0);
    },
    /** The last messages once more, late and in another order. */
    async double(): Promise<void> {
      const again = heard.splice(0).reverse();
      for (const { channel, message } of again) await say(channel, message);
      heard.length = 0;
    },
    /** What no node ever says. */
    async rubbish(): Promise<void> {
      await say('socket.io#/#', 'not a message');
      await say('socket.io#/#', Buffer.from([0xc1, 0x00, 0xff]));
    },
    /** Nobody is answered for so long. */
    delay: (ms: number) => mouth.sendCommand(['CLIENT', 'PAUSE', String(ms), 'ALL']).catch(() => 0),
    close(): void {
      for (const client of [ears, mouth]) client.destroy();
    },
  };
}

export type Trouble = Awaited<ReturnType<typeof trouble>>;
