/** Owns how stated conversions read: by their fields, in the words of their expressions. */
import { expressionText, type StagedConversion } from '@objectstack/metadata-authoring';
import type { Style } from './style.ts';

export function renderConversions(conversions: readonly StagedConversion[], style: Style): string {
  if (conversions.length === 0) return '';
  const lines = conversions.map(
    (conversion) => `  ${conversion.object}.${conversion.field}  ${conversionText(conversion)}\n`,
  );
  return `${style.bold('How values come about')}\n${lines.join('')}`;
}

export function conversionText({ up, down }: Pick<StagedConversion, 'up' | 'down'>): string {
  if (up === undefined && down === undefined) return 'nothing is stated';
  const there = up === undefined ? 'goes' : expressionText(up);
  return down === undefined ? there : `${there}; back: ${expressionText(down)}`;
}
