let names: Intl.DisplayNames | undefined

/** The English name of one of the countries, for those who do not know its code. */
export function countryName(country: string): string {
  // Made when a first name is asked for: reading the names takes some 20 ms, and no call asks for one.
  names ??= new Intl.DisplayNames(['en'], { type: 'region' })
  return names.of(country) ?? country
}
