/** What `scribe help` and `--help` print. */
import { allForms, formOf } from './table.ts'
import type { VerbForm, VerbOption } from './verb.ts'

const COLUMN = 24

/** Every verb with its sentence. */
export function overview(): string {
  const verbs = allForms().map(([name, form]) => `  ${name.padEnd(11)}${form.summary}`)
  const end = ['Every verb takes --json. "scribe help VERB" shows its options and examples.', '']
  return ['Usage: scribe VERB [options]', '', ...verbs, '', ...end].join('\n')
}

/** One verb with its options and examples, or `null` when there is no such verb. */
export function helpOf(name: string): string | null {
  const form = formOf(name)
  return form === null
    ? null
    : [form.usage, form.summary, ...optionsOf(form), '', 'Examples:', ...form.examples.map((example) => `  ${example}`), ''].join('\n')
}

function optionsOf(form: VerbForm): string[] {
  const rows = Object.entries<VerbOption>(form.options).map(([name, option]) => `  ${written(name, option).padEnd(COLUMN)}${option.help}${choices(option)}`)
  return ['', 'Options:', ...rows, `  ${'--json'.padEnd(COLUMN)}print one JSON object for programs`]
}

function written(name: string, { type, short }: VerbOption): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ' …' : ''}`
}

function choices({ values }: VerbOption): string {
  return values === undefined ? '' : ` (${values.join(', ')})`
}
