const SIZE = String.raw`\d{1,3}(?:\.\d{1,2})?(?:px|pt|em|rem|%)?`;
const COLOUR = String.raw`#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s,.%]{1,40}\)`;
const ALLOWED: Record<string, RegExp> = {
  direction: /^(rtl|ltr)$/,
  'text-align': /^(left|right|center|justify|start|end)$/,
  'text-decoration': /^(underline|line-through|none)$/,
  'font-weight': /^(bold|bolder|normal|[1-9]00)$/,
  'font-style': /^(italic|oblique|normal)$/,
  'font-size': /^(?:(?:[5-9]|[1-4]\d)(?:\.\d{1,2})?(?:px|pt)|(?:x{0,2}-)?(?:small|large)|(?:smaller|larger)|medium)$/,
  'white-space': /^(normal|pre-wrap|pre-line|nowrap)$/,
  'vertical-align': /^(top|middle|bottom|baseline|sub|super)$/,
  'list-style-type': /^[a-z-]{3,20}$/,
  'border-collapse': /^(collapse|separate)$/,
  color: new RegExp(`^(?:${COLOUR})$`),
  'background-color': new RegExp(`^(?:${COLOUR})$`),
  width: new RegExp(`^${SIZE}$`),
  'max-width': new RegExp(`^${SIZE}$`),
  padding: new RegExp(`^${SIZE}(?: ${SIZE}){0,3}$`),
};
const LONGEST = 2_000;

/** What of a style says how words look, and nothing that could move, cover, hide or load: no position, no address, no expression. */
export function safeStyle(style: string): string {
  const kept = new Map<string, string>();
  for (const declaration of style.slice(0, LONGEST).toLowerCase().split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(0, colon)).trim();
    const value = declaration
      .slice(colon + 1)
      .replace('!important', '')
      .trim();
    if (Object.hasOwn(ALLOWED, name) && value.length <= 80 && ALLOWED[name]?.test(value)) kept.set(name, value);
  }
  return [...kept].map(([name, value]) => `${name}:${value}`).join(';');
}
