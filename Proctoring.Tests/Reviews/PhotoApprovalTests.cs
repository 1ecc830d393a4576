using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Reports;
using Proctoring.Tests.Support;
using UglyToad.PdfPig;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests that reviewers and reports see who accepted the enrolled photo of a session.</summary>
public sealed class PhotoApprovalTests
{
    static readonly DateTime Morning = ReviewScene.Morning;

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reviewer_sees_the_approval_that_was_in_force_during_the_session(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var database = host.OpenDatabase();
        var rita = await database.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await database.SitAsync("ada");
        var other = await database.SitAsync("bob");
        Add(session.StudentId, "Before", Morning.AddDays(-9), Morning.AddMinutes(-1));
        Add(session.StudentId, "Kim Office", Morning.AddDays(-1), Morning.AddMinutes(20));
        Add(session.StudentId, null, Morning.AddMinutes(20), Morning.AddMinutes(25));
        Add(session.StudentId, "After", Morning.AddHours(1), null);
        Add(other.StudentId, "Other", Morning.AddDays(-1), null);
        await database.SaveChangesAsync(Cancellation);

        var found = (await host.Get<CaseReader>().FindAsync(rita, session.Id, Cancellation))!;

        Assert.Equal([new ReportedPhotoApproval("Kim Office", "masked", Morning.AddDays(-1))], found.PhotoApprovals);
        Assert.Equal(
            "Enrolled photo accepted by Kim Office (yesterday), although the server refused it: a mask or scarf covers the mouth",
            found.PhotoApprovals[0].Sentence("yesterday", isolate: false)
        );

        void Add(int student, string? by, DateTime from, DateTime? until) =>
            database.Add(
                new FaceEnrolment
                {
                    Id = Guid.NewGuid(),
                    StudentId = student,
                    EnrolledAt = from,
                    EndedAt = until,
                    ApprovedBy = by,
                    RefusedFor = by is null ? null : "masked",
                }
            );
    }

    [Fact]
    public async Task Reports_name_the_person_and_the_candidates_own_report_does_not()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        await using var database = host.OpenDatabase();
        var session = await database.Sessions.SingleAsync(Cancellation);
        database.Add(
            new FaceEnrolment
            {
                Id = Guid.NewGuid(),
                StudentId = session.StudentId,
                EnrolledAt = session.CreatedAt,
                ApprovedBy = "Kim Office",
                RefusedFor = "masked",
            }
        );
        await database.SaveChangesAsync(Cancellation);
        var files = ReportScene.Files(host);

        foreach (var format in files.Formats)
        {
            var full = await files.OfSessionAsync(ReportScene.Reviewer, session.Id, format, Cancellation);
            var own = await files.OwnAsync(session.Id, session.TokenHash, format, Cancellation);

            Assert.Contains("KimOffice", TextOf(format, full!.File.Content), StringComparison.Ordinal);
            Assert.DoesNotContain("KimOffice", TextOf(format, own!.Content), StringComparison.Ordinal);
            // The JSON has the code, the others the sentence.
            Assert.Contains("mask", TextOf(format, own.Content), StringComparison.Ordinal);
        }
    }

    /// <summary>The text of a report without spaces, which a PDF does not store.</summary>
    static string TextOf(string format, byte[] file)
    {
        if (format != "pdf")
            return Encoding.UTF8.GetString(file).Replace(" ", "", StringComparison.Ordinal);
        using var pdf = PdfDocument.Open(file);
        return string.Concat(pdf.GetPages().SelectMany(page => page.Letters).Select(letter => letter.Value))
            .Normalize(NormalizationForm.FormKC)
            .Replace(" ", "", StringComparison.Ordinal);
    }
}
