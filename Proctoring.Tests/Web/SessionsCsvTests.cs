using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The list of sessions as a file for a spreadsheet.</summary>
public sealed class SessionsCsvTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_has_the_form_of_the_readers_language_and_is_on_record()
    {
        await using var app = AppServer.Start();
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var session = await db.SitAsync("s-1", risk: 12.5, exam: "Anatomy", name: "Müller, Anna");
        using var auditor = await app.SignedInAsync(StaffRoles.Auditor);

        var german = await auditor.GetStringAsync("review/sessions.csv?exam=Anatomy&lang=de", Cancellation);
        var program = await auditor.GetStringAsync("review/sessions.csv?lang=en", Cancellation);

        Assert.Contains($"\r\n{session.Id};s-1;Müller, Anna;Anatomy;", german, StringComparison.Ordinal);
        Assert.Contains(";12,5;", german, StringComparison.Ordinal);
        Assert.Contains($"\r\n{session.Id},s-1,\"Müller, Anna\",Anatomy,", program, StringComparison.Ordinal);
        Assert.Contains(",12.5,", program, StringComparison.Ordinal);
        Assert.StartsWith("session,student_id,student,exam,", program.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Equal(
            ["sessions of Anatomy", "sessions of all exams"],
            await db
                .AuditEntries.Where(entry => entry.Action == "sessions_exported")
                .OrderBy(entry => entry.Id)
                .Select(entry => entry.Subject)
                .ToListAsync(Cancellation)
        );
    }
}
