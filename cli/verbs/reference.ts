/** The reference of all verbs and settings as Markdown, out of the tables that the command itself reads. Pure. `docs/reference.md` is this text. */
import { isRepoKey, SETTING_KEYS, type SettingKey, settingOf, takesWhat } from '../../shared/domain/settings.ts'
import { allForms } from './table.ts'
import type { VerbForm } from './verb.ts'

const HEAD = `# Reference

Every verb and every setting, written by \`npm run reference\` out of the code; a test holds the page to it. What they are good for stands in [cli.md](cli.md) and the [guide](guide.md).
`

export function referenceText(): string {
  const verbs = allForms().map(([name, form]) => verbText(name, form))
  const settings = SETTING_KEYS.map(settingText)
  return `${[HEAD, '## Verbs\n', ...verbs, '## Settings\n', 'Of `scribe config`, `settings.json` and the settings window.\n', settings.join('\n')].join('\n')}\n`
}

function verbText(name: string, { usage, summary, options, examples }: VerbForm): string {
  const lines = Object.entries(options).map(([option, { type, short, help, values = [] }]) => {
    const shown = `\`--${option}${type === 'string' ? ' …' : ''}\`${short === undefined ? '' : `, \`-${short}\``}`
    return `- ${shown}: ${help}${values.length === 0 ? '' : ` (${values.join(', ')})`}`
  })
  const told = lines.length === 0 ? '' : `${lines.join('\n')}\n\n`
  return `### scribe ${name}\n\n${summary}\n\n\`\`\`text\n${usage}\n\`\`\`\n\n${told}For example: ${examples.map((example) => `\`${example}\``).join(', ')}.\n`
}

function settingText(key: SettingKey): string {
  const { default: value, help, effect, variable } = settingOf(key)
  const facts = [
    `takes ${takesWhat(key)}`,
    `by default ${value === '' ? 'nothing' : `\`${String(value)}\``}`,
    ...(effect === 'now' ? [] : ['heeded at the next start']),
    ...(isRepoKey(key) ? ['also for one repository'] : []),
    ...(variable === undefined ? [] : [`set by \`${variable.name}\``]),
  ]
  return `- \`${key}\`: ${help} (${facts.join('; ')})`
}
