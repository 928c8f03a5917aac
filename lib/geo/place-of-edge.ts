import type { Coordinates } from '@/lib/geo/coordinates'

// The cities of Vercel's regions. Source: https://vercel.com/docs/regions#region-list
const cities: Readonly<Record<string, readonly [latitude: number, longitude: number]>> = {
  arn1: [59.33, 18.07],
  bom1: [19.08, 72.88],
  cdg1: [48.86, 2.35],
  cle1: [41.5, -81.69],
  cpt1: [-33.92, 18.42],
  dub1: [53.35, -6.26],
  dxb1: [25.2, 55.27],
  fra1: [50.11, 8.68],
  gru1: [-23.55, -46.63],
  hkg1: [22.32, 114.17],
  hnd1: [35.68, 139.69],
  iad1: [38.9, -77.04],
  icn1: [37.57, 126.98],
  kix1: [34.69, 135.5],
  lhr1: [51.51, -0.13],
  pdx1: [45.52, -122.68],
  sfo1: [37.77, -122.42],
  sin1: [1.35, 103.82],
  syd1: [-33.87, 151.21],
  yul1: [45.5, -73.57],
}

/** Where an edge stands; undefined for one that is not known. */
export function placeOfEdge(edge: string): Coordinates | undefined {
  const city = Object.hasOwn(cities, edge) ? cities[edge] : undefined
  return city && { latitude: city[0], longitude: city[1] }
}
