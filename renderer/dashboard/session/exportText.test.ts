import { expect, suite, test } from 'vitest'
import type { Entry } from '../../../shared/domain/entry.ts'
import { localTime } from '../../../shared/domain/localTime.ts'
import { sampleSession } from '../../../testing/electronDouble/sampleState.ts'
import { exportName, exportText } from './exportText.ts'

const AT = Date.UTC(2026, 10, 22, 14, 0, 0)
const entry = (seq: number, lines: string[]): Entry => ({ seq, session_id: 's', at: AT, kind: 'note', lines })
const session = sampleSession({ backlog_id: 'B-7' })

suite('renderer/dashboard/exportText', () => {
  test('Markdown is the worklog’s own form', () => {
    const text = exportText('markdown', session, [entry(1, ['- one', '  and more']), entry(2, ['- two'])])
    expect(text).toBe(`# Worklog B-7\n\n## ${localTime(AT)}\n\n- one\n  and more\n\n## ${localTime(AT)}\n\n- two\n`)
  })

  test('JSON has the session and every entry as they are', () => {
    expect(JSON.parse(exportText('json', session, [entry(1, ['- one'])]))).toEqual({ session, entries: [entry(1, ['- one'])] })
  })

  test('CSV has a row an entry; quotes, commas and lines stay in their field', () => {
    const text = exportText('csv', session, [entry(1, ['- said "yes", twice', '  and more'])])
    expect(text).toBe('number,time,kind,text\r\n1,2026-11-22T14:00:00.000Z,note,"said ""yes"", twice\n  and more"\r\n')
  })

  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])
    test(`${JSON.stringify(formula)} is no formula in CSV`, () => expect(exportText('csv', session, [entry(1, [`- ${formula}`])])).toContain(`,'${formula}`))

  test('the file is called by the backlog id, as far as that can be a name', () => {
    expect(exportName('csv', session)).toBe('B-7 worklog.csv')
    expect(exportName('markdown', sampleSession({ backlog_id: '../x/‮y' }))).toBe('..-x--y worklog.md')
  })
})
