/** Advice in words: why, and what it would change. Pure. */
import type { Advice } from '../domain/advice.ts'
import { fileName, plainText } from './format.ts'
import { t } from './text.ts'

/** One sentence with the figures and what is proposed. */
export function adviceText({ code, args, value }: Advice): string {
  const words = Object.entries(args).map(([name, arg]) => [name, typeof arg === 'number' ? arg : plainText(name === 'repo' ? fileName(arg) : arg, 60)])
  return t(`advice.${code}`, { ...Object.fromEntries(words), value: typeof value === 'number' ? value : plainText(String(value), 60) })
}
