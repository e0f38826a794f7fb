import { useNavigate } from '@tanstack/react-router';
import { type Keys, useKeys } from '../base/keys.js';
import { usePreferences } from '../session/use-preferences.js';
import { openCommandBar } from './command-bar.js';
import { openKeysHelp } from './keys-help.js';
import { useSections } from './rail.js';

/** The keys that work on every page. */
export function useSectionKeys(): void {
  const navigate = useNavigate();
  const sections = useSections();
  const { preferences } = usePreferences();
  const keys: Keys = { 'Mod+KeyK': openCommandBar, 'Shift+Slash': openKeysHelp };
  for (const [index, { to }] of sections.entries()) keys[`Alt+Digit${index + 1}`] = () => void navigate({ to });
  useKeys(keys, preferences.shortcuts);
}
