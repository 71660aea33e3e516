/** The words of the dashboard: its own, and those that it shares with other windows. */
import shared from '../../shared/ui/i18n/en.json' with { type: 'json' }
import { translator } from '../../shared/ui/text.ts'
import own from './en.json' with { type: 'json' }

export const t = translator({ ...shared, ...own })
export type DashboardKey = Parameters<typeof t>[0]
