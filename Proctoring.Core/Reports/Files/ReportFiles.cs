using System.IO.Compression;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reports.Files;

/// <summary>Makes report files for staff: one format, its signature, or all of them with their signatures in one archive.</summary>
internal sealed class ReportFiles(ReportDocumentReader dossiers, IEnumerable<IReportWriter> writers, ReportSigner signer)
{
    /// <summary>The formats there are.</summary>
    public IReadOnlyList<string> Formats { get; } = [.. writers.Select(writer => writer.Format)];

    /// <summary>The report of a session in a format; null where there is none that this viewer may see, or no such format.</summary>
    public async Task<SignedFile?> OfSessionAsync(StaffViewer viewer, Guid sessionId, string format, CancellationToken cancellation)
    {
        if (WriterOf(format) is not { } writer || await dossiers.FindAsync(viewer, sessionId, cancellation).ConfigureAwait(false) is not { } dossier)
            return null;
        return await SessionFileAsync(writer, dossier, cancellation).ConfigureAwait(false);
    }

    /// <summary>All formats of a session's report with their signatures and the public key, as one ZIP archive.</summary>
    public async Task<ReportFile?> ArchiveAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        if (await dossiers.FindAsync(viewer, sessionId, cancellation).ConfigureAwait(false) is not { } dossier)
            return null;
        List<SignedFile> files = [];
        foreach (var writer in writers)
            files.Add(await SessionFileAsync(writer, dossier, cancellation).ConfigureAwait(false));
        return Archive($"proctoring-report-{sessionId:D}.zip", files);
    }

    /// <summary>All formats of an exam's report with their signatures, as one ZIP archive; null where this viewer sees no finished session of it.</summary>
    public async Task<ReportFile?> ExamArchiveAsync(StaffViewer viewer, string examName, CancellationToken cancellation)
    {
        var all = await dossiers.OfExamAsync(viewer, examName, cancellation).ConfigureAwait(false);
        if (all.Count == 0)
            return null;
        var asOf = all.Max(dossier => dossier.AsOf);
        List<SignedFile> files = [];
        foreach (var writer in writers)
        {
            var file = new ReportFile($"proctoring-exam.{writer.Format}", writer.ContentType, await writer.WriteExamAsync(examName, all, cancellation).ConfigureAwait(false));
            files.Add(new SignedFile(file, signer.Sign(file, asOf)));
        }

        return Archive("proctoring-exam.zip", files);
    }

    async Task<SignedFile> SessionFileAsync(IReportWriter writer, ReportDocument dossier, CancellationToken cancellation)
    {
        var name = $"proctoring-report-{dossier.Report.SessionId:D}.{writer.Format}";
        var file = new ReportFile(name, writer.ContentType, await writer.WriteAsync(dossier, cancellation).ConfigureAwait(false));
        return new SignedFile(file, signer.Sign(file, dossier.AsOf));
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
