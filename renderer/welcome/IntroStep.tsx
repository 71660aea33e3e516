/** Step 1: what is recorded, where it is kept, and that nothing leaves the machine. */
import type { ReactElement, Ref } from 'react'
import { t } from '../../shared/ui/text.ts'
import { AppIcon } from '../components/AppIcon.tsx'
import { StepHead } from './StepHead.tsx'

const POINTS = ['what', 'where', 'private'] as const
/** 20 by 20, one line wide. */
const PICTURES: Readonly<Record<(typeof POINTS)[number], string>> = {
  what: 'M5 2.5h6.5L15 6v11.5H5z M11.5 2.5V6H15 M7.5 9.5h5 M7.5 12h5 M7.5 14.5h3',
  where: 'M2.5 5.5v10h15v-8.5H10L8.3 5.5z M2.5 9h15',
  private: 'M5 9.5h10v7H5z M7 9.5V6.5a3 3 0 0 1 6 0v3 M10 12.2v1.8',
}

export function IntroStep({ heading }: { readonly heading: Ref<HTMLHeadingElement> }): ReactElement {
  return (
    <div className="intro">
      <AppIcon size={64} />
      <StepHead heading={heading} title={t('welcome.intro')} text={t('welcome.introText')} />
      <ul className="points">
        {POINTS.map((point) => (
          <li key={point}>
            <svg
              width="20"
              height="20"
              viewBox="0 0 20 20"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.3"
              strokeLinejoin="round"
              strokeLinecap="round"
              aria-hidden="true"
            >
              <path d={PICTURES[point]} />
            </svg>
            <p>
              <b>{t(`welcome.point.${point}`)}</b> {t(`welcome.pointText.${point}`)}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}
