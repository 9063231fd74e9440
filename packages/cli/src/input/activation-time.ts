/** Owns the option that says when something is to go live. */
export const AT_OPTION = {
  value: 'TIME',
  summary: 'hold it, and have mda activate --due make it live from then on (2026-12-01T02:00Z)',
} as const;

export function timeAsked(at: string | undefined): { readonly activateAt?: string } {
  return at === undefined ? {} : { activateAt: at };
}
