/** Owns what a number column of an engine keeps of a number: 64 bits, 32 bits, or two digits behind the point. */
import { assertNever, type Engine } from '@objectstack/metadata-authoring';

/** @returns null: it is out of the column's range */
export function keptNumber(value: number, engine: Engine): number | null {
  switch (engine) {
    case 'sqlite':
      // What follows fifteen digits is noise of the binary form.
      return Number(value.toPrecision(15));
    case 'postgres':
      return shortestReal(value);
    case 'mysql':
      return Math.abs(value) < FLOAT_LIMIT ? toCents(value) : null;
    default:
      return assertNever(engine, 'engine');
  }
}

const FLOAT_LIMIT = 999_999.995;

/** Halves go to the even neighbour. */
function toCents(value: number): number {
  const cents = value * 100;
  const below = Math.floor(cents);
  if (cents - below === 0.5) return (below + Math.abs(below % 2)) / 100;
  return Math.round(cents) / 100;
}

/** The fewest digits that mean the same 32-bit number, as the server prints it. */
function shortestReal(value: number): number | null {
  const real = Math.fround(value);
  if (!Number.isFinite(real) || (real === 0 && value !== 0)) return null;
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(real.toPrecision(digits));
    if (Math.fround(shorter) === real && !isBetween(shorter, real)) return evenOf(shorter, real, digits);
  }
  return Number(real.toPrecision(9));
}

/** As near to the next 32-bit number: the server takes no such text, because others might read it as that one. */
function isBetween(number: number, real: number): boolean {
  const next = 2 * number - real;
  return next !== real && Math.fround(next) === next;
}

/** Of two that are equally near the server takes the one with an even last digit. */
function evenOf(number: number, real: number, digits: number): number {
  const other = 2 * real - number;
  const isOdd = Number(number.toPrecision(digits).replace(/e.*$/, '').at(-1)) % 2 === 1;
  return isOdd && Number(other.toPrecision(digits)) === other && Math.fround(other) === real ? other : number;
}
