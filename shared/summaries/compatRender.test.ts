import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { compatExtract } from './compatExtract.ts'
import { renderCompatMarkdown } from './compatRender.ts'

suite('shared/summaries/compatRender', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'UTC'))
  afterEach(() => void vi.unstubAllEnvs())

  const markdown = (lines: readonly string[], at = 0): string => renderCompatMarkdown(compatExtract('B-1', lines.join('\n')).summary, at)

  test('progress has a part for each state that has items, a blank line apart', () => {
    const all = markdown(['- created the parser', '- designing the view', '- todo: the rest of it'])
    expect(all).toContain(
      '\n\n## Implementation Progress\n### Completed\n- ✅ created the parser\n\n### In Progress\n- 🔄 designing the view\n\n### Planned\n- 📋 todo: the rest of it\n\n## Next Steps\n',
    )
    expect(markdown(['- todo: the rest of it'])).toContain(
      '## Implementation Progress\n### Planned\n- 📋 todo: the rest of it\n\n## Next Steps\n- todo: the rest of it\n\n',
    )
    expect(markdown(['- nothing'])).not.toContain('Implementation Progress')
  })

  test('the times are local, with microseconds unless they are zero', () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6)
    expect(markdown([], at)).toContain('<!-- CREATED_AT: 2026-01-02T03:04:05.006000 -->\n<!-- UPDATED_AT: 2026-01-02T03:04:05.006000 -->\n')
    expect(markdown([], at)).toContain('**Generated**: 2026-01-02 03:04:05\n**Last Updated**: 2026-01-02 03:04:05\n')
    expect(markdown([], at - 6)).toContain('<!-- CREATED_AT: 2026-01-02T03:04:05 -->')
    vi.stubEnv('TZ', 'Asia/Tokyo')
    expect(markdown([], at)).toContain('**Generated**: 2026-01-02 12:04:05\n')
  })

  test('the weight has a bound, and the role follows what there is more of', () => {
    const many = markdown(Array.from({ length: 12 }, (_, index) => `- New idea: number ${index}`))
    expect(many).toContain('<!-- DSPY_ROLE: planner -->')
    expect(many).toContain('<!-- GRAPH_WEIGHT: 10 -->')
    expect(many).toContain('- **Weight**: 10\n')
  })
})
