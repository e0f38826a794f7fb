/** A mail as programs write it: formatted, with a picture of elsewhere, a quote, and answers wanted at another address. */
export function aNewsletter({ from, to, subject }: { from: string; to: string; subject: string }): string {
  const html = [
    '<p>See the <b>plan</b> of the room.</p>',
    '<img src="http://127.0.0.1:1/plan.png" alt="Plan" width="80" height="40">',
    '<div class="gmail_quote"><div class="gmail_attr">On Sat, 28 Nov 2026 at 09:00, Kilim wrote:</div>',
    '<blockquote>It is yours</blockquote></div>',
  ].join('');
  return [
    `From: Reza Karimi <${from}>`,
    `To: ${to}`,
    'Reply-To: Office <office@elsewhere.example>',
    `Subject: ${subject}`,
    'Date: Sat, 28 Nov 2026 09:30:00 +0000',
    `Message-ID: <plan-${Date.now()}@mail.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '',
  ].join('\r\n');
}
