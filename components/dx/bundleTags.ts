import type { BundledProgram } from "./bundle";

/**
 * What a CF's package holds, as far as it is published; a release of which nothing is has an empty entry.
 *
 * - CF196 to CF217: https://github.com/HCL-TECH-SOFTWARE/digital-experience/blob/main/docs/deployment/install/container/image_list.md
 * - CF221 to CF223: only somebody's copy of the package's list, https://github.com/MarcoMerlo/compose-dx/blob/main/env_images.sh
 * - CF224: https://github.com/HCL-TECH-SOFTWARE/dx-docker-compose (dx.properties)
 * - CF225 to CF230, without Core: DX Compose's list, which for CF224 names the very images of DX:
 *   https://github.com/HCL-TECH-SOFTWARE/dx-compose-doc/blob/main/docs/deploy_dx/install/kubernetes_deployment/image_list.md
 */
export const bundleTags: Readonly<Record<string, Readonly<Partial<Record<BundledProgram, string>>>>> = {
  CF196: {
    core: "v95_CF196_20210625-2011", persistence: "v1.9.0_20210625-2016", dam: "v1.9.0_20210625-2016",
    "ring-api": "v1.9.0_20210625-2026", "content-composer": "v1.9.0_20210625-2012", "image-processor": "v1.8.0_20210625-2015",
    ambassador: "154", "ambassador-redis": "5.0.1",
  },
  CF197: {
    core: "v95_CF197_20210806-1259", persistence: "v1.10.0_20210806-1302", dam: "v1.10.0_20210806-1302",
    "ring-api": "v1.10.0_20210806-1311", "content-composer": "v1.10.0_20210806-1258", "image-processor": "v1.10.0_20210806-1300",
    ambassador: "154", "ambassador-redis": "5.0.1",
  },
  CF198: {
    core: "v95_CF198_20210917-1438", persistence: "v1.1_20210916-0148", dam: "v1.10.0_20210917-1444",
    "ring-api": "v1.11.0_20210917-1441", "content-composer": "v1.10.0_20210917-1437", "image-processor": "v1.11.0_20210917-1449",
    ambassador: "154", "ambassador-redis": "5.0.1",
  },
  CF199: {
    core: "v95_CF199_20211029-1348", persistence: "v1.1_20211029-0148", dam: "v1.11.0_20211029-1350",
    "ring-api": "v1.12.0_20211029-1357", "content-composer": "v1.12.0_20211029-1341", "image-processor": "v1.12.0_20211029-1346",
    ambassador: "154", "ambassador-redis": "5.0.1",
  },
  CF200: {
    core: "v95_CF200_20211213-1442", persistence: "v1.3_20211213-1454", dam: "v1.12.0_20211213-1448",
    "ring-api": "v1.13.0_20211213-1457", "content-composer": "v1.13.0_20211213-1443", "image-processor": "v1.13.0_20211213-1446",
    ambassador: "1142", "ambassador-redis": "5.0.14",
  },
  CF201: {
    core: "v95_CF201_20220206-1331", persistence: "v1.4_20220207-1549", dam: "v1.13.0_20220207-1609",
    "ring-api": "v1.14.0_20220207-1554", "content-composer": "v1.14.0_20220207-1550", "image-processor": "v1.14.0_20220207-1606",
    ambassador: "1142", "ambassador-redis": "5.0.14",
  },
  CF202: {
    core: "v95_CF202_20220319-1358", persistence: "v1.5_20220319-1408", dam: "v1.14.0_20220319-1405",
    "ring-api": "v1.15.0_20220319-1413", "content-composer": "v1.15.0_20220319-1357", "image-processor": "v1.15.0_20220319-1358",
    ambassador: "1142", "ambassador-redis": "5.0.14",
  },
  CF203: {
    core: "v95_CF203_20220429-1033", persistence: "v1.6_20220429-1030", dam: "v1.15.0_20220429-1035",
    "ring-api": "v1.16.0_20220429-1033", "content-composer": "v1.16.0_20220429-1042", "image-processor": "v1.16.0_20220429-1034",
    haproxy: "v0.1.0_20220429-1036", ambassador: "1142", "ambassador-redis": "5.0.14",
  },
  CF204: {
    core: "v95_CF204_20220602-1751", persistence: "v1.7_20220602-1800", dam: "v1.16.0_20220602-1805",
    "ring-api": "v1.17.0_20220602-1757", "content-composer": "v1.17.0_20220602-1750", "image-processor": "v1.17.0_20220602-1751",
    haproxy: "v1.0.0_20220602-1754",
  },
  CF205: {
    core: "v95_CF205_20220720-1646", persistence: "v1.8_20220720-1704", dam: "v1.17.0_20220726-1322",
    "ring-api": "v1.18.0_20220720-1700", "content-composer": "v1.18.0_20220720-1628", "image-processor": "v1.18.0_20220720-1653",
    haproxy: "v1.1.0_20220720-1636",
  },
  CF206: {
    core: "v95_CF206_20220908-1237", persistence: "v1.9_20220908-1245", dam: "v1.18.0_20220908-1240",
    "ring-api": "v1.19.0_20220908-1246", "content-composer": "v1.19.0_20220908-1228", "image-processor": "v1.19.0_20220908-1236",
    haproxy: "v1.2.0_20220908-1233",
  },
  CF207: {
    core: "v95_CF207_20221014-1607", persistence: "v1.10_20221014-1612", dam: "v1.19.0_20221014-1611",
    "ring-api": "v1.20.0_20221014-1614", "content-composer": "v1.20.0_20221014-1558", "image-processor": "v1.20.0_20221014-1606",
    haproxy: "v1.3.0_20221014-1605",
  },
  CF208: {
    core: "v95_CF208_20221208-2224", persistence: "v1.11_20221208-2238", dam: "v1.20.0_20221208-2234",
    "ring-api": "v1.21.0_20221208-2240", "content-composer": "v1.21.0_20221208-2224", "image-processor": "v1.21.0_20221208-2229",
    haproxy: "v1.4.0_20221208-2240",
  },
  CF209: {
    core: "v95_CF209_20230119-2225", persistence: "v1.12_20230119-2223", dam: "v1.21.0_20230119-2229",
    "ring-api": "v1.22.0_20230119-2223", "content-composer": "v1.22.0_20230119-2151", "image-processor": "v1.22.0_20230119-2220",
    haproxy: "v1.5.0_20230119-2219",
  },
  CF210: {
    core: "v95_CF210_20230307-1922", persistence: "v1.13_20230307-1918", dam: "v1.22.0_20230307-1917",
    "ring-api": "v1.23.0_20230307-1921", "content-composer": "v1.23.0_20230307-1654", "image-processor": "v1.23.0_20230307-1913",
    haproxy: "v1.6.0_20230307-1910",
  },
  CF211: {
    core: "v95_CF211_20230406-1759", persistence: "v1.14_20230406-1811", dam: "v1.23.0_20230406-1807",
    "ring-api": "v1.24.0_20230406-1810", "content-composer": "v1.24.0_20230406-1758", "image-processor": "v1.24.0_20230406-1804",
    haproxy: "v1.7.0_20230406-1804",
  },
  CF212: {
    core: "v95_CF212_20230525-1253", persistence: "v1.15_20230525-1346", dam: "v1.24.0_20230525-1300",
    "ring-api": "v1.25.0_20230525-1307", "content-composer": "v1.25.0_20230525-1252", "image-processor": "v1.25.0_20230525-1257",
    haproxy: "v1.8.0_20230525-1256",
  },
  CF213: {
    core: "v95_CF213_20230707-1519", persistence: "v1.16_20230707-1525", dam: "v1.25.0_20230707-1523",
    "ring-api": "v1.26.0_20230707-1527", "content-composer": "v1.26.0_20230707-1509", "image-processor": "v1.26.0_20230707-1518",
    haproxy: "v1.9.0_20230707-1517",
  },
  CF214: {
    core: "v95_CF214_20230814-1518", persistence: "v1.17_20230814-1522", dam: "v1.26.0_20230814-1526",
    "ring-api": "v1.27.0_20230814-1525", "content-composer": "v1.27.0_20230814-1508", "image-processor": "v1.27.0_20230814-1520",
    haproxy: "v1.10.0_20230814-1519",
  },
  CF215: {
    core: "v95_CF215_20231004-1322", persistence: "v1.18_20231004-1330", dam: "v1.27.0_20231004-1334",
    "ring-api": "v1.28.0_20231004-1325", "content-composer": "v1.28.0_20231004-1314", "image-processor": "v1.28.0_20231004-1323",
    haproxy: "v1.11.0_20231004-1321",
  },
  CF216: {
    core: "v95_CF216_20231114-2130", persistence: "v1.19_20231114-2133", dam: "v1.28.0_20231114-2142",
    "ring-api": "v1.29.0_20231114-2132", "content-composer": "v1.29.0_20231114-2121", "image-processor": "v1.29.0_20231114-2136",
    haproxy: "v1.12.0_20231114-2137",
  },
  // The list has the database nodes of CF216 with the day of CF217 and the same time of day: the version did not move.
  CF217: {
    core: "v95_CF217_20240117-2359", persistence: "v1.19_20231114-2133", dam: "v1.29.0_20240118-0006",
    "ring-api": "v1.30.0_20240117-2357", "content-composer": "v1.30.0_20240117-2348", "image-processor": "v1.30.0_20240118-0002",
    haproxy: "v1.13.0_20240118-0002",
  },
  CF218: {},
  CF219: {},
  CF220: {},
  CF221: {
    core: "v95_CF221_20240708-2145", persistence: "v1.21_20240708-2004", dam: "v1.33.0_20240708-2012",
    "ring-api": "v1.34.0_20240708-2002", "content-composer": "v1.34.0_20240708-1954", "image-processor": "v1.34.0_20240708-2015",
    haproxy: "v1.17.0_20240708-2007",
  },
  CF222: {
    core: "v95_CF222_20240814-1259", persistence: "v1.22_20240814-1253", dam: "v1.34.0_20240814-1301",
    "ring-api": "v1.35.0_20240814-1255", "content-composer": "v1.35.0_20240814-1243", "image-processor": "v1.35.0_20240814-1257",
    haproxy: "v1.18.0_20240814-1253",
  },
  CF223: {
    core: "v95_CF223_20240925-1928", persistence: "v1.23_20240925-1907", dam: "v1.35.0_20240925-1915",
    "ring-api": "v1.36.0_20240925-1909", "content-composer": "v1.36.0_20240925-1856", "image-processor": "v1.36.0_20240925-1909",
    haproxy: "v1.19.0_20240925-1915",
  },
  CF224: {
    core: "v95_CF224_20241210-2319", persistence: "v1.24_20241210-2252", dam: "v1.36.0_20241210-2303",
    "ring-api": "v1.37.0_20241210-2252", "content-composer": "v1.37.0_20241210-2230", "image-processor": "v1.37.0_20241210-2258",
    haproxy: "v1.20.0_20241210-2256",
  },
  CF225: {
    persistence: "v1.25_20250203-2242", dam: "v1.37.0_20250203-2300", "ring-api": "v1.38.0_20250203-2244",
    "content-composer": "v1.38.0_20250203-2223", "image-processor": "v1.38.0_20250203-2244", haproxy: "v1.21.0_20250203-2240",
  },
  CF226: {
    persistence: "v1.26_20250314-1528", dam: "v1.38.0_20250314-1509", "ring-api": "v1.39.0_20250314-1513",
    "content-composer": "v1.39.0_20250314-1444", "image-processor": "v1.39.0_20250314-1520", haproxy: "v1.22.0_20250314-1521",
  },
  CF227: {
    persistence: "v1.27_20250425-1926", dam: "v1.39.0_20250425-1945", "ring-api": "v1.40.0_20250425-1924",
    "content-composer": "v1.40.0_20250425-1905", "image-processor": "v1.40.0_20250425-1933", haproxy: "v1.23.0_20250425-1932",
  },
  CF228: {
    persistence: "v1.28_20250606-1802", dam: "v1.40.0_20250606-1738", "ring-api": "v1.41.0_20250606-1820",
    "content-composer": "v1.41.0_20250606-1743", "image-processor": "v1.41.0_20250606-1800", haproxy: "v1.24.0_20250606-1802",
  },
  CF229: {
    persistence: "v1.29_20250813-1926", dam: "v1.41.0_20250813-1937", "ring-api": "v1.42.0_20250813-1926",
    "content-composer": "v1.42.0_20250813-1922", "image-processor": "v1.42.0_20250813-1925", haproxy: "v1.25.0_20250813-1933",
  },
  CF230: {
    persistence: "v1.30_20250922-1248", dam: "v1.42.0_20250922-1244", "ring-api": "v1.43.0_20250922-1249",
    "content-composer": "v1.43.0_20250922-1241", "image-processor": "v1.43.0_20250922-1244", haproxy: "v1.26.0_20250922-1242",
  },
  CF231: {},
  CF232: {},
  CF233: {},
  CF234: {},
  CF235: {},
  CF236: {},
  CF237: {},
  CF238: {},
};
