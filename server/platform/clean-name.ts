import { AppError } from './app-error.js';
import { cleanLine } from './text.js';

/**
 * A name as it may stand in lists and on buttons.
 * @throws AppError `input.invalid` when nothing visible is left of it
 */
export function cleanName(text: string): string {
  const name = cleanLine(text);
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return name;
  const issues = [{ path: 'name', message: 'nothing of it can be seen' }];
  throw new AppError('input.invalid', 'Not accepted: name: nothing of it can be seen', { issues });
}
