const names = new Intl.DisplayNames(['en'], { type: 'region' })

/** The English name of one of the countries, for those who do not know its code. */
export function countryName(country: string): string {
  return names.of(country) ?? country
}
