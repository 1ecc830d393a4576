namespace Proctoring.Core.Reports.Files;

/// <summary>A report as a file.</summary>
/// <param name="Name">The file's name, without a path.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ReportFile(string Name, string ContentType, byte[] Content);

/// <summary>Writes dossiers in one format: one session, or a whole exam.</summary>
internal interface IReportWriter
{
    /// <summary>The format's name and file ending: pdf, csv, json.</summary>
    string Format { get; }

    string ContentType { get; }

    /// <summary>One session. The same dossier gives the same bytes.</summary>
    Task<byte[]> WriteAsync(ReportDocument dossier, CancellationToken cancellation);

    /// <summary>All of an exam.</summary>
    Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> dossiers, CancellationToken cancellation);
}
