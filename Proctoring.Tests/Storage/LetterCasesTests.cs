using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reviews;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>Searches ignore the case of all letters on a PostgreSQL whose lower() converts only A to Z.</summary>
public sealed class LetterCasesTests
{
    const string Name = "Élodie ИВАНОВА Νίκος [2.0]";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_of_a_name_is_found_in_any_case()
    {
        await using var database = await TestDatabase.CreateWithoutLocaleAsync();
        await using var db = database.Open();
        await db.Database.EnsureCreatedAsync(Cancellation);
        db.Add(
            new Student
            {
                ExternalId = "s-1",
                Name = Name,
                CreatedAt = ReviewScene.Morning,
            }
        );
        db.Audit(StaffViewer.Console, "signed_in", Name, ReviewScene.Morning);
        await db.SaveChangesAsync(Cancellation);

        foreach (var text in new[] { "Élodie Иванова", "ÉLODIE иВанова", "élo", "νίκος", "ΝΊΚΟΣ [2.0]" })
            Assert.Equal((text, 1, 1), await FoundAsync(db, text));
        // The characters of patterns are ordinary characters.
        foreach (var text in new[] { "νίκος [2x0]", "é%", "Ê", "é.o", "x|É" })
            Assert.Equal((text, 0, 0), await FoundAsync(db, text));
    }

    [Fact]
    public async Task A_title_is_found_in_any_case_and_as_a_whole()
    {
        await using var database = await TestDatabase.CreateWithoutLocaleAsync();
        await using var db = database.Open();
        await db.Database.EnsureCreatedAsync(Cancellation);
        db.Add(
            new Exam
            {
                Slug = "economie",
                Title = "Économie générale",
                Description = "",
            }
        );
        await db.SaveChangesAsync(Cancellation);

        foreach (var name in new[] { "Économie générale", "ÉCONOMIE GÉNÉRALE", "économie générale", "ECONOMIE" })
            Assert.Equal("economie", (await ExamStarts.Named(db, name).SingleAsync(Cancellation)).Slug);
        foreach (var name in new[] { "Économie", "générale", "Economie générale" })
            Assert.False(await ExamStarts.Named(db, name).AnyAsync(Cancellation));
    }

    static async Task<(string Text, int Students, int Entries)> FoundAsync(ProctoringDb db, string text) =>
        (
            text,
            (await db.StudentsAsync(new SessionFilter { Student = text }, Cancellation))!.Count,
            await new AuditFilter(Text: text).Narrow(db, db.AuditEntries).CountAsync(Cancellation)
        );
}
