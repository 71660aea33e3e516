/** Step 3: the agents and the command line that Scribe can be put into; each change is shown before it is made. */
import type { ReactElement, Ref } from 'react'
import { t } from '../../shared/ui/text.ts'
import { IntegrationList } from '../components/IntegrationList.tsx'
import type { IntegrationModel } from '../stores/integrations.ts'
import { StepHead } from './StepHead.tsx'

export interface ToolsStepProps {
  readonly heading: Ref<HTMLHeadingElement>
  readonly model: IntegrationModel
}

export function ToolsStep({ heading, model }: ToolsStepProps): ReactElement {
  return (
    <>
      <StepHead heading={heading} title={t('welcome.tools')} text={t('welcome.toolsText')} />
      <IntegrationList model={model} />
    </>
  )
}
