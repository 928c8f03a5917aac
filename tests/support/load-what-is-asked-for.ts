import { documents } from '@/lib/gateway/serve-request'

/**
 * Has the modules read that are otherwise read when they are first asked for: the files' reading takes real time, in which the
 * hands of a clock that tests set would be turned on.
 */
export async function loadWhatIsAskedFor(): Promise<void> {
  await Promise.all([
    ...[...documents.values()].map(load => load()),
    import('@/lib/gateway/serve-operator'),
    import('@/lib/gateway/serve-admin'),
    import('@/lib/gateway/serve-openapi'),
    import('@/app/_status/render-status'),
    import('@/app/_status/render-history'),
    import('@/app/admin/_page/pages'),
    import('@/app/docs/_page/render-docs'),
  ])
}
