/**
 * The views that other folders of the dashboard bring, by the kind of view they show. What is not in here is in no sidebar and no
 * row of tabs, so that nothing leads nowhere.
 */
import { lazy, type ReactElement, Suspense } from 'react'
import type { Stores } from '../stores/stores.ts'
import { AlertsView } from './alerts/AlertsView.tsx'
import { LibraryFiles } from './library/LibraryFiles.tsx'
import { LibraryTimeline } from './library/LibraryTimeline.tsx'
import { LibraryView } from './library/LibraryView.tsx'
import { OverviewView } from './overview/OverviewView.tsx'
import type { View, ViewKind } from './view.ts'

export interface PlugProps {
  readonly stores: Stores
  readonly view: View
  readonly open: (view: View) => void
}

export type Plug = (props: PlugProps) => ReactElement

/** Charts are many lines that most looks at the dashboard do without. */
const Performance = lazy(async () => ({ default: (await import('./performance/PerformanceView.tsx')).PerformanceView }))

export const PLUGS: Partial<Record<ViewKind, Plug>> = {
  overview: OverviewView,
  alerts: AlertsView,
  decisions: ({ stores, open }) => <LibraryView stores={stores} kind="decisions" open={open} />,
  ideas: ({ stores, open }) => <LibraryView stores={stores} kind="ideas" open={open} />,
  nextSteps: ({ stores, open }) => <LibraryView stores={stores} kind="nextSteps" open={open} />,
  timeline: ({ stores, open }) => <LibraryTimeline stores={stores} open={open} />,
  files: ({ stores, open }) => <LibraryFiles stores={stores} open={open} />,
  performance: ({ stores, view, open }) => (
    <Suspense>
      <Performance stores={stores} open={open} {...(view.kind === 'session' ? { sessionId: view.id } : {})} />
    </Suspense>
  ),
}
