import type { FrameFont } from './frame-document.js';

/** They are the same for as long as the page lives. */
let faces: string | undefined;

/** The letters of the page, for a document in a frame, which has none by itself. */
export function pageFont(): FrameFont {
  faces ??= [...document.styleSheets]
    .flatMap(({ cssRules }) => [...cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .map(({ cssText }) => cssText)
    .join('\n');
  return { family: getComputedStyle(document.body).fontFamily, faces };
}
