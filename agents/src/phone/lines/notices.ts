import type { LineNotice } from '../../../../server/contract/index.js';

/** Reads a stream of events as they come, until it ends. */
export async function* noticesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<LineNotice> {
  const reader = body.pipeThrough(new TextDecoderStream() as never as TransformStream<Uint8Array, string>).getReader();
  let unread = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (unread + value).split('\n\n');
    unread = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.startsWith('data: ') ? block.slice('data: '.length) : '';
      if (data) yield JSON.parse(data) as LineNotice;
    }
  }
}
