const TAG = /<(\/?)(ul|ol|[a-z][a-z0-9]*)\b[^>]*>/gi;

/**
 * The editor's text as it is sent. Of a list only the whole has a direction, by its first letters: an item whose words have one of
 * their own would keep its sign on the other side.
 */
export function asSent(html: string): string {
  let depth = 0;
  return html.replace(TAG, (tag, closing: string, name: string) => {
    const inList = depth > 0;
    if (/^[uo]l$/i.test(name)) depth += closing ? -1 : 1;
    return inList ? tag.replace(' dir="auto"', '') : tag;
  });
}
