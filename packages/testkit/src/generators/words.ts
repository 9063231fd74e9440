/** Owns the words that generated names, labels and descriptions are made of. */
export const NOUNS = [
  'account', 'activity', 'address', 'amount', 'approval', 'asset', 'batch', 'budget', 'campaign', 'category',
  'channel', 'claim', 'comment', 'contact', 'contract', 'country', 'credit', 'customer', 'delivery', 'device',
  'discount', 'document', 'employee', 'entry', 'event', 'expense', 'forecast', 'invoice', 'item', 'job',
  'language', 'lead', 'ledger', 'license', 'line', 'location', 'member', 'message', 'note', 'offer',
  'order', 'owner', 'partner', 'payment', 'period', 'phase', 'policy', 'price', 'product', 'project',
  'quantity', 'quote', 'rate', 'reason', 'receipt', 'region', 'report', 'request', 'review', 'risk',
  'role', 'route', 'schedule', 'score', 'segment', 'service', 'session', 'shift', 'site', 'source',
  'stage', 'status', 'stock', 'subject', 'supplier', 'survey', 'target', 'task', 'team', 'territory',
  'ticket', 'token', 'topic', 'vendor', 'visit', 'warehouse', 'worker', 'zone',
] as const;

export const QUALIFIERS = [
  'actual', 'annual', 'assigned', 'billing', 'confirmed', 'current', 'default', 'due', 'estimated', 'expected',
  'external', 'final', 'first', 'home', 'initial', 'internal', 'last', 'legal', 'main', 'net',
  'next', 'open', 'original', 'planned', 'primary', 'public', 'related', 'shipping', 'total', 'work',
] as const;

/** Every one of these is a keyword of at least one engine, and every one is a legal name. */
export const RESERVED_NAMES = [
  'order', 'group', 'select', 'table', 'user', 'index', 'key', 'default', 'check', 'primary',
  'references', 'where', 'from', 'limit', 'rank', 'rows', 'system', 'window', 'year', 'authorization',
] as const;

export function titleOf(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`);
}
