/**
 * How much of one mail is taken in. What goes beyond is left in the original, and the mail says so (`cut`). Bytes unless the name
 * says otherwise.
 */
export const MAIL_LIMITS = {
  mail: 35 * 1024 * 1024,
  part: 25 * 1024 * 1024,
  parts: 100,
  /** All pictures together that a formatted text has within itself. */
  dataPictures: 10 * 1024 * 1024,
  head: 256 * 1024,
  fieldChars: 32_000,
  fields: 1_000,
  references: 200,
  addresses: 200,
  shownHeaders: 60,
  subjectChars: 1_000,
  /** Stored text and formatted text must fit into one document, also where each character takes three bytes. */
  textChars: 500_000,
  htmlChars: 1_000_000,
  /** What is left open costs the more the more of it there is. */
  htmlTags: 60_000,
} as const;
