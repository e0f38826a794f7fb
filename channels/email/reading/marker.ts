import { markers } from '../words.js';

const bare = (line: string): string => line.replace(/^[\s>*#-]+|[\s*#-]+$/g, '').toLowerCase();
const MARKERS = new Set(markers().map(bare));

/** The line that our mails have above what they quote, also where a program has put its marks around it. */
export const isMarker = (text: string): boolean => text.length <= 200 && MARKERS.has(bare(text));
