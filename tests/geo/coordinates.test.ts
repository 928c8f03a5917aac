import { describe, expect, it } from 'vitest'
import { parseCoordinates } from '@/lib/geo/coordinates'

describe('coordinates', () => {
  it.each<[string, string, number, number]>([
    ['1.3521', '103.8198', 1.3521, 103.8198],
    ['-33.87', '151', -33.87, 151],
    ['0', '0', 0, 0],
    ['90', '180', 90, 180],
    ['-90', '-180', -90, -180],
    ['90.0', '180.000000', 90, 180],
    ['37.123456789012', '-122.123456789012', 37.123456789012, -122.123456789012],
  ])('are read from %s and %s', (latitude, longitude, north, east) => {
    expect(parseCoordinates(latitude, longitude)).toEqual({ latitude: north, longitude: east })
  })

  it.each<[string, string | null, string | null]>([
    ['no latitude', null, '103.8'],
    ['no longitude', '1.35', null],
    ['neither', null, null],
    ['empty values', '', ''],
    ['a latitude beyond the pole', '90.000001', '0'],
    ['a latitude below the pole', '-90.5', '0'],
    ['a longitude beyond the date line', '0', '180.000001'],
    ['a longitude below the date line', '0', '-181'],
    ['NaN', 'NaN', '0'],
    ['Infinity', 'Infinity', '0'],
    ['an exponent', '1e1', '0'],
    ['a hexadecimal number', '0x10', '0'],
    ['a plus sign', '+10', '0'],
    ['spaces', ' 10', '0'],
    ['a trailing dot', '10.', '0'],
    ['a leading dot', '.5', '0'],
    ['a comma', '1,35', '0'],
    ['several values', '1.35, 2.4', '0'],
    ['a line feed', '10\n', '0'],
    ['300 digits', '1'.repeat(300), '0'],
    ['a longitude that is no number', '0', 'east'],
  ])('are unknown from %s', (_, latitude, longitude) => {
    expect(parseCoordinates(latitude, longitude)).toBeUndefined()
  })
})
