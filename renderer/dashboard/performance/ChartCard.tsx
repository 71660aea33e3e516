/** One chart with its title, its caption, and its values as a table for whoever prefers that. */
import { memo, type ReactElement, useState } from 'react'
import type { ChartData, Span } from '../charts/chartTypes.ts'
import { tableOf } from '../charts/csv.ts'
import { LineChart } from '../charts/LineChart.tsx'
import { t } from '../text.ts'

/** A day at one-minute grain has 1,440 rows; the newest are what is read. */
const ROWS_SHOWN = 120

export const ChartCard = memo(function ChartCard({ data, span }: { readonly data: ChartData; readonly span: Span }): ReactElement {
  const [isTable, setTable] = useState(false)
  return (
    <section className="chart" aria-label={data.title}>
      <header>
        <h2>{data.title}</h2>
        <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {t('chart.table')}
        </button>
      </header>
      <p className="caption">{data.caption}</p>
      {isTable ? <ValueTable data={data} /> : <LineChart data={data} span={span} />}
    </section>
  )
})

function ValueTable({ data }: { readonly data: ChartData }): ReactElement {
  const { head, rows } = tableOf(data)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
    <section className="values" tabIndex={0} aria-label={t('chart.tableOf', { title: data.title })}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_SHOWN).map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium' })}</th>
              {values.map((value, index) => (
                <td key={head[index]}>{value === null ? t('chart.none') : data.format(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
