/** Which rows of a list are chosen, and from which a span goes on. */
export interface Chosen {
  ids: ReadonlySet<string>;
  anchor: string | null;
}

export const NONE_CHOSEN: Chosen = { ids: new Set(), anchor: null };

export function toggled({ ids }: Chosen, id: string): Chosen {
  const left = new Set(ids);
  if (!left.delete(id)) left.add(id);
  return { ids: left, anchor: id };
}

/**
 * Chosen from the row one began at to this one, beside what was chosen before.
 * @param shown all rows, in their order
 * @param from where to begin when nothing has been begun yet, or what was begun has left the list
 */
export function spanned({ ids, anchor }: Chosen, shown: readonly string[], to: string, from = to): Chosen {
  const begun = anchor !== null && shown.includes(anchor) ? anchor : from;
  const [a, b] = [shown.indexOf(begun), shown.indexOf(to)].sort((x, y) => x - y) as [number, number];
  if (a < 0) return toggled({ ids, anchor }, to);
  return { ids: new Set([...ids, ...shown.slice(a, b + 1)]), anchor: begun };
}

/**
 * The span ends one row further: going back gives up the row one leaves.
 * @param at where one is, and `to` where one goes: beside each other
 */
export function walked(chosen: Chosen, shown: readonly string[], at: string, to: string): Chosen {
  const begun = chosen.anchor !== null && chosen.ids.has(chosen.anchor) ? chosen.anchor : null;
  const place = (id: string) => shown.indexOf(id);
  const goesBack =
    begun !== null && chosen.ids.has(to) && Math.abs(place(to) - place(begun)) < Math.abs(place(at) - place(begun));
  if (!goesBack) return spanned(begun ? chosen : { ...chosen, anchor: at }, shown, to, at);
  const ids = new Set(chosen.ids);
  ids.delete(at);
  return { ids, anchor: begun };
}

export const allOf = (shown: readonly string[], { anchor }: Chosen): Chosen => ({ ids: new Set(shown), anchor });

/** Nothing is chosen that is not seen: what left the list is let go. The same comes back when nothing did. */
export function stillShown(chosen: Chosen, shown: readonly string[]): Chosen {
  if (chosen.ids.size === 0) return chosen;
  const there = new Set(shown);
  const ids = [...chosen.ids].filter((id) => there.has(id));
  return ids.length === chosen.ids.size ? chosen : { ids: new Set(ids), anchor: chosen.anchor };
}
