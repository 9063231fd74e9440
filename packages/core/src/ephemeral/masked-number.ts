/**
 * Owns what a masked number becomes in a sample: one with as many digits before and behind the point and the same sign,
 * inside the range of its field, another one for another number. Zero stays.
 */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

/** @returns the index that stands in its place, of `count` */
export type Permute = (index: bigint, count: bigint, of: string) => bigint;

const WRITTEN = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** @param text as an engine or JavaScript writes it @returns null: it is no number that could be written otherwise */
export function maskedNumber(text: string, range: NumberRange, permute: Permute): string | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = WRITTEN.exec(text) ?? [];
  if (sign === undefined) return null;
  const behind = fraction.replace(/0+$/, '');
  const digits = (whole + behind).replace(/^0+/, '');
  if (digits === '') return text;
  const scale = Number(exponent) - behind.length;
  const isNegative = sign === '-';
  const shape = domainOf(digits.length, scale, isNegative, range);
  const value = BigInt(digits);
  const domain =
    value >= shape.from && value <= shape.to ? shape : domainOf(digits.length, scale, isNegative, {});
  const of = `${sign} ${domain.from} ${domain.to} ${scale}`;
  const first = domain.rank(domain.from - 1n);
  const count = domain.rank(domain.to) - first;
  const masked = domain.at(first + permute(domain.rank(value) - first - 1n, count, of) + 1n);
  return written(masked, scale, isNegative);
}

interface Domain {
  readonly from: bigint;
  readonly to: bigint;
  /** How many of them are not above it. */
  rank(value: bigint): bigint;
  at(rank: bigint): bigint;
}

/** Behind a point no number ends in 0: it would be a shorter one. */
function domainOf(length: number, scale: number, isNegative: boolean, { min, max }: NumberRange): Domain {
  const unit = 10 ** scale;
  const [low, high] = isNegative ? [max && -max, min && -min] : [min, max];
  const from = 10n ** BigInt(length - 1);
  const to = from * 10n - 1n;
  const least = low === undefined ? from : BigInt(Math.ceil(Math.max(0, low / unit - 1e-9)));
  const most = high === undefined ? to : BigInt(Math.floor(Math.max(0, Math.min(high / unit + 1e-9, 1e300))));
  const inside = { from: least > from ? least : from, to: most < to ? most : to };
  return scale < 0
    ? { ...inside, rank: (value) => value - value / 10n, at: (rank) => rank + (rank - 1n) / 9n }
    : { ...inside, rank: (value) => value, at: (rank) => rank };
}

function written(value: bigint, scale: number, isNegative: boolean): string {
  const sign = isNegative ? '-' : '';
  if (scale > 0) return `${sign}${value}e${scale}`;
  if (scale === 0) return `${sign}${value}`;
  const digits = String(value).padStart(1 - scale, '0');
  return `${sign}${digits.slice(0, scale)}.${digits.slice(scale)}`;
}
