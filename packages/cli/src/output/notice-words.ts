/** Owns how it reads that a version was taken out of use. */
import type { VersionNotice } from '@objectstack/metadata-authoring';

/** `yanked: it drops rows`, `deprecated` */
export function noticeWords({ yanked, reason }: Pick<VersionNotice, 'yanked' | 'reason'>): string {
  return `${yanked ? 'yanked' : 'deprecated'}${reason === null ? '' : `: ${reason}`}`;
}
