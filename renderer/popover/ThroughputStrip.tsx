/** Whether recording keeps up: half an hour as a line, and two figures. */
import type { ReactElement } from 'react'
import { t } from '../../shared/ui/text.ts'
import type { Throughput } from '../../shared/ui/ui-contract.ts'
import { Sparkline } from '../components/Sparkline.tsx'

export function ThroughputStrip({ throughput }: { readonly throughput: Throughput }): ReactElement {
  return (
    <div className="throughput">
      <Sparkline values={throughput.buckets} name={throughput.chartName} />
      <span>
        <b>{throughput.perMinute}</b> {t('throughput.perMinute')}
      </span>
      {throughput.p95 !== null && (
        <span>
          <b>{throughput.p95}</b> {t('throughput.p95')}
        </span>
      )}
    </div>
  )
}
