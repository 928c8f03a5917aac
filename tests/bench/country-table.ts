/**
 * What an operator would write who has an atlas: each country's two nearest endpoints by great circle. From some edges
 * the first is not the fastest: São Paulo from Cape Town (337 ms, Frankfurt 155), Tokyo for Taiwan's callers at Hong
 * Kong (52 ms, Singapore 38), and one entry cannot be right for both coasts of the United States.
 */
export const countryTable: Readonly<Record<string, readonly string[]>> = {
  ...listed('fra', 'dub', 'SE NO FI FR ES DE PL'),
  ...listed('fra', 'bom', 'TR'),
  ...listed('dub', 'fra', 'IE GB PT'),
  ...listed('bom', 'sin', 'IN LK BD'),
  ...listed('bom', 'fra', 'AE SA PK'),
  ...listed('iad', 'pdx', 'US MX CA'),
  ...listed('gru', 'bom', 'ZA NA'),
  ...listed('gru', 'iad', 'BR AR CL'),
  ...listed('sin', 'nrt', 'HK PH SG ID VN MY TH AU NZ'),
  ...listed('nrt', 'sin', 'TW JP KR'),
}

function listed(first: string, second: string, countries: string) {
  return Object.fromEntries(countries.split(' ').map(country => [country, [first, second]]))
}
