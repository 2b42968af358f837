import type { InventoryReport } from '../../functions/domain/inventory/report.ts';
import { reportPage } from '../../functions/web/report/report-page.ts';
import { reportCsv } from '../../functions/wording/report.ts';
import { jsonText } from './json-text.ts';

export const REPORT_FORMATS = ['csv', 'json', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report as a file of one of the formats. */
export function reportText(report: InventoryReport, format: ReportFormat): string {
  switch (format) {
    case 'csv':
      return reportCsv(report);
    case 'json':
      return `${jsonText(report)}\n`;
    case 'html':
      return reportPage(report);
  }
}
