export function QueueEditor() {
  return null;
}
