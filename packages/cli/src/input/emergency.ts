/** Owns the option of what cannot wait. */
export const EMERGENCY_OPTION = {
  value: 'REASON',
  summary: 'it cannot wait for a window or for all approvals: one other person must agree',
} as const;
