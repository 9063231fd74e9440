/** Owns a secret order of so many things: another thing for each, none for two, and nothing of it known without the key. */

/** What a round of the network draws for its half, of so many bytes as it likes. */
export type Draw = (round: number, half: bigint) => Buffer;

const ROUNDS = 6;

/**
 * A Feistel network over the bits that `count` takes, walked until it stands inside: a permutation of 0 … count − 1.
 * @param index of the thing, 0 … count − 1
 */
export function permuted(index: bigint, count: bigint, draw: Draw): bigint {
  if (count <= 1n) return index;
  const bits = BigInt(Math.ceil((count - 1n).toString(2).length / 2));
  const mask = (1n << bits) - 1n;
  let at = index;
  do {
    let [left, right] = [at >> bits, at & mask];
    for (let round = 0; round < ROUNDS; round += 1)
      [left, right] = [right, left ^ (BigInt(`0x${draw(round, right).toString('hex')}`) & mask)];
    at = (left << bits) | right;
  } while (at >= count);
  return at;
}
