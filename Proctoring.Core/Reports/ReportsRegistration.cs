using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Reports.Files.Pdf;
using Proctoring.Core.Reports.Fonts;

namespace Proctoring.Core.Reports;

/// <summary>Adds reports, their files and their signature.</summary>
internal static class ReportsRegistration
{
    public static IServiceCollection AddReports(this IServiceCollection services) =>
        services
            .AddSingleton<ReportReader>()
            .AddSingleton<SessionReplay>()
            .AddSingleton<AnsweringReader>()
            .AddSingleton<FontStore>()
            .AddSingleton<ReportDocumentReader>()
            .AddSingleton<IReportWriter, PdfReportWriter>()
            .AddSingleton<IReportWriter, CsvReportWriter>()
            .AddSingleton<IReportWriter, JsonReportWriter>()
            .AddSingleton<ReportSigner>()
            .AddSingleton<ReportFiles>();
}
