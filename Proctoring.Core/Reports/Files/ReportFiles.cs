using System.IO.Compression;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reports.Files;

/// <summary>Makes report files for staff: one format with its signature, or all formats in one archive.</summary>
internal sealed class ReportFiles(ReportDocumentReader documents, IEnumerable<IReportWriter> writers, ReportSigner signer)
{
    /// <summary>The available formats.</summary>
    public IReadOnlyList<string> Formats { get; } = [.. writers.Select(writer => writer.Format)];

    /// <summary>Makes the report of a session in one format, with times in UTC.</summary>
    public Task<SignedFile?> OfSessionAsync(StaffViewer viewer, Guid sessionId, string format, CancellationToken cancellation) =>
        OfSessionAsync(viewer, sessionId, format, TimeZoneInfo.Utc, cancellation);

    /// <summary>
    /// Makes the report of a session in one format; null if the viewer sees no ended session of this id, or the format does not exist.
    /// </summary>
    public async Task<SignedFile?> OfSessionAsync(
        StaffViewer viewer,
        Guid sessionId,
        string format,
        TimeZoneInfo zone,
        CancellationToken cancellation
    )
    {
        if (
            WriterOf(format) is not { } writer
            || await documents.FindAsync(viewer, sessionId, cancellation).ConfigureAwait(false) is not { } document
        )
            return null;
        return await SessionFileAsync(writer, document with { Zone = zone }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the candidate's own report in one format. It names no staff and contains none of their reasons, which are notes
    /// among staff.</summary>
    /// <returns>Null if the proof opens no ended session, or the format does not exist.</returns>
    public async Task<ReportFile?> OwnAsync(Guid sessionId, string tokenHash, string format, CancellationToken cancellation)
    {
        if (
            WriterOf(format) is not { } writer
            || await documents.FindOwnAsync(sessionId, tokenHash, cancellation).ConfigureAwait(false) is not { } document
        )
            return null;
        var reviewer = ReportText.AReviewer;
        var own = document with
        {
            Verdicts = [],
            PhotoApprovals = [.. document.PhotoApprovals.Select(approval => approval with { By = null })],
            Decisions = document
                .Decisions.SelectMany(flag => flag.Select(given => (Flag: flag.Key, given)))
                .ToLookup(row => row.Flag, row => row.given with { Reviewer = reviewer, Reason = null }),
        };
        return (await SessionFileAsync(writer, own, cancellation).ConfigureAwait(false)).File;
    }

    /// <summary>Makes a ZIP archive of all formats of a session's report, their signatures and the public key.</summary>
    public async Task<ReportFile?> ArchiveAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        if (await documents.FindAsync(viewer, sessionId, cancellation).ConfigureAwait(false) is not { } document)
            return null;
        List<SignedFile> files = [];
        foreach (var writer in writers)
            files.Add(await SessionFileAsync(writer, document, cancellation).ConfigureAwait(false));
        return Archive($"proctoring-report-{sessionId:D}.zip", files);
    }

    /// <summary>
    /// Makes a ZIP archive of all formats of an exam's report with their signatures; null if the viewer sees no ended session of it.
    /// </summary>
    public async Task<ReportFile?> ExamArchiveAsync(StaffViewer viewer, int examId, CancellationToken cancellation)
    {
        var (title, all) = await documents.OfExamAsync(viewer, examId, cancellation).ConfigureAwait(false);
        return await ExamArchiveAsync(title, all, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the same archive for an exam by its name, also for one of another system; null if the viewer sees no ended session
    /// of it.</summary>
    public async Task<ReportFile?> ExamArchiveAsync(StaffViewer viewer, NamedExam exam, CancellationToken cancellation)
    {
        var all = await documents.OfExamAsync(viewer, exam, cancellation).ConfigureAwait(false);
        return await ExamArchiveAsync(exam.Name, all, cancellation).ConfigureAwait(false);
    }

    async Task<ReportFile?> ExamArchiveAsync(string title, IReadOnlyList<ReportDocument> all, CancellationToken cancellation)
    {
        if (all.Count == 0)
            return null;
        var asOf = all.Max(document => document.AsOf);
        List<SignedFile> files = [];
        foreach (var writer in writers)
        {
            var content = await writer.WriteExamAsync(title, all, cancellation).ConfigureAwait(false);
            var file = new ReportFile($"proctoring-exam.{writer.Format}", writer.ContentType, content);
            files.Add(new SignedFile(file, signer.Sign(file, asOf)));
        }

        return Archive("proctoring-exam.zip", files);
    }

    async Task<SignedFile> SessionFileAsync(IReportWriter writer, ReportDocument document, CancellationToken cancellation)
    {
        var name = $"proctoring-report-{document.Report.SessionId:D}.{writer.Format}";
        var file = new ReportFile(name, writer.ContentType, await writer.WriteAsync(document, cancellation).ConfigureAwait(false));
        return new SignedFile(file, signer.Sign(file, document.AsOf));
    }

    ReportFile Archive(string name, IReadOnlyList<SignedFile> files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files.SelectMany(signed => new[] { signed.File, signed.Signature }))
                Write(archive, file.Name, file.Content);
            Write(archive, "public-key.pem", System.Text.Encoding.ASCII.GetBytes(signer.PublicKey));
        }

        return new ReportFile(name, "application/zip", bytes.ToArray());
    }

    static void Write(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(content);
    }

    IReportWriter? WriterOf(string format) => writers.FirstOrDefault(writer => writer.Format == format);
}

/// <summary>A report file with its signature.</summary>
internal sealed record SignedFile(ReportFile File, ReportFile Signature);
