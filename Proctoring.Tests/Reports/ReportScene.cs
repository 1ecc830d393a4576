using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Reports.Files.Pdf;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>A reviewed session with a flag, and the files of its report.</summary>
internal static class ReportScene
{
    public const string Name = "=HYPERLINK(\"x\") Łukasz Ελένη Дмитрий 李小龍 김민수 प्रिया محمد";

    public static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);

    /// <summary>The files of a host, with the fonts that test.sh restored.</summary>
    public static ReportFiles Files(CoreHost host)
    {
        var fonts = new FontStore(new ProctoringPaths(TestFolders.Models, TestFolders.Models));
        return new ReportFiles(
            host.Get<ReportDocumentReader>(),
            [new PdfReportWriter(fonts, host.Get<EvidenceReader>()), new CsvReportWriter(), new JsonReportWriter()],
            host.Get<ReportSigner>()
        );
    }

    public static async Task<Guid> ReviewedSessionAsync(CoreHost host)
    {
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 3);
        await host.ShowAsync(access, Scene.OneFace, 4);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        await using var db = host.OpenDatabase();
        var session = await db
            .Sessions.Include(row => row.Student)
            .Include(row => row.Violations)
                .ThenInclude(row => row.Evidence)
            .SingleAsync(row => row.Id == access.SessionId);
        session.Student!.Name = Name;
        var violation = Assert.Single(session.Violations);
        await host.Get<IEvidenceStore>().PutAsync(Assert.Single(violation.Evidence).StoreKey, TestFaces.Both, default);
        db.Add(
            new FlagDecision
            {
                Id = Guid.NewGuid(),
                SessionId = session.Id,
                ViolationId = violation.Id,
                ReviewerId = Reviewer.UserId!.Value,
                Decision = Decision.Dismissed,
                Reason = "His sister brought tea",
                DecidedAt = host.Now,
            }
        );
        db.Add(
            new CandidateReply
            {
                ViolationId = violation.Id,
                SessionId = session.Id,
                Text = "It was my sister",
                WrittenAt = host.Now,
            }
        );
        await db.SaveChangesAsync();
        return session.Id;
    }
}
