/** The line that our mails have above what they quote, without what stands around it. */
const MARKERS = new Set(['please write above this line', 'لطفاً پاسخ خود را بالای این خط بنویسید']);

/** Our own line, also where a program has put its marks before it. */
export const isMarker = (text: string): boolean =>
  text.length <= 200 && MARKERS.has(text.replace(/^[\s>*#-]+|[\s*#-]+$/g, '').toLowerCase());
