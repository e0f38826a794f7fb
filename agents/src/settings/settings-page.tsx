export function SettingsPage() {
  return null;
}
export function SettingsHome() {
  return null;
}
