namespace Proctoring.Core.Reports.Files;

/// <summary>A report as a file.</summary>
/// <param name="Name">The file name without a path.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ReportFile(string Name, string ContentType, byte[] Content);

/// <summary>Writes documents in one format: one session, or a whole exam.</summary>
internal interface IReportWriter
{
    /// <summary>The name of the format and its file extension: pdf, csv, json.</summary>
    string Format { get; }

    string ContentType { get; }

    /// <summary>Writes the report of one session. The same document gives the same bytes.</summary>
    Task<byte[]> WriteAsync(ReportDocument document, CancellationToken cancellation);

    /// <summary>Writes the report of a whole exam.</summary>
    Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> documents, CancellationToken cancellation);
}
