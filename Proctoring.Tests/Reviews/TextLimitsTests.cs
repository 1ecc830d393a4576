using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Manage.Audit;
using Proctoring.Web.Components.Pages.Review;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Characters that a database cannot store, in a text or an address, break nothing.</summary>
public sealed class TextLimitsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_note_keeps_its_lines_and_emoji_and_loses_invalid_characters(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var notes = host.Get<ReviewNotes>();

        Assert.Equal(
            ReviewOutcome.Done,
            await notes.WriteAsync(reviewer, session.Id, null, "\0one\u0007\ttwo\r\n\u001bthree \ud83d\ude00 \ud83dfour\0", default)
        );
        await Assert.ThrowsAnyAsync<ValidationException>(() => notes.WriteAsync(reviewer, session.Id, null, "\0 \u0001", default));

        Assert.Equal("one\ttwo\r\nthree \ud83d\ude00 four", (await db.ReviewNotes.SingleAsync(TestContext.Current.CancellationToken)).Text);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_address_with_invalid_characters_finds_the_same_sessions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        await db.SitAsync("s-1");
        await db.SitAsync("t-2");
        var chief = new StaffViewer(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

        var any = FilterQuery.Read(QueryHelpers.ParseQuery("?verdict=any&severity=any"), null, _ => default);
        Assert.Equal(new SessionFilter { Decided = true, Flagged = true }, any);
        var filter = FilterQuery.Read(QueryHelpers.ParseQuery("?student=%00s-%011&exam=Ana%00tomy&type=%00"), null, _ => default);
        Assert.Equal(["s-1"], (await host.Get<SessionList>().ReadAsync(reviewer, filter, default)).Rows.Select(row => row.StudentId));
        var log = AuditQuery.Read("\0nothing\0", "\0", null, null, null, false, TimeZoneInfo.Utc);
        Assert.Equal(new AuditFilter(Text: "nothing"), log);
        Assert.Equal(0, (await host.Get<AuditLog>().SearchAsync(chief, log, 0, 10, default)).Total);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Reasons_and_ids_with_invalid_characters_are_stored_without_them_or_refused(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var cancellation = TestContext.Current.CancellationToken;
        var session = await db.SitAsync("s-1");
        var (chief, holds, accommodations) = (StaffViewer.Console, host.Get<LegalHolds>(), host.Get<AccommodationStore>());
        var change = new RuleOverride("suspicious_gaze", "Enabled", "false");

        await holds.SetAsync(chief, HoldScope.Session, $"{session.Id}\0", "\0Court\norder\ud83d", cancellation);
        await accommodations.KeepAsync(Student.OwnPages, "s-1", change, "Letter of\0 a doctor", chief, cancellation);

        var hold = await db.LegalHolds.AsNoTracking().SingleAsync(cancellation);
        Assert.Equal("Court\norder", hold.Reason);
        await holds.LiftAsync(chief, hold.Id, "Over\0", cancellation);
        Assert.Equal("Over", (await db.LegalHolds.AsNoTracking().SingleAsync(cancellation)).LiftReason);
        var arranged = await db.Accommodations.Include(row => row.Student).SingleAsync(cancellation);
        Assert.Equal("Letter of a doctor", arranged.Reason);
        // Auditors read the log, and only administrators may read reasons, which are often about health.
        Assert.True(await accommodations.RemoveAsync(chief, arranged.Id, cancellation));
        var entries = await db.AuditEntries.Where(row => row.Action.StartsWith("accommodation_")).ToListAsync(cancellation);
        var subject = $"student {arranged.Student!.Number}: suspicious_gaze Enabled = false";
        Assert.Equal(
            [("accommodation_set", subject, null), ("accommodation_removed", subject, null)],
            entries.OrderBy(row => row.Id).Select(row => (row.Action, row.Subject, row.Reason))
        );
        await Assert.ThrowsAnyAsync<ValidationException>(() => holds.SetAsync(chief, HoldScope.Exam, "\0", "Why", cancellation));
        await Assert.ThrowsAnyAsync<ValidationException>(() =>
            accommodations.KeepAsync(Student.OwnPages, "s\0", change, "Why", chief, cancellation)
        );
        Assert.Empty(await host.Get<StudentExport>().FindAsync(chief, "s-1\0", null, cancellation));
        Assert.Empty(await host.Get<StudentErasure>().FindAsync(chief, "s-1\ud83d", cancellation));
    }

    /// <summary>An attribute cannot contain half of a surrogate pair.</summary>
    [Fact]
    public void A_text_without_nul_and_halves_of_pairs_is_storable()
    {
        Assert.All(["", "a\ud83d\ude00b\n", "\ufffd", "\u0001"], text => Assert.True(TextCharacters.IsStorable(text)));
        Assert.All(["a\0", "a\ud83d", "\ude00a", "\ud83d\ud83d\ude00"], text => Assert.False(TextCharacters.IsStorable(text)));
    }

    [Fact]
    public void A_text_is_never_cut_inside_a_character()
    {
        Assert.Equal("ab", QueryText.Bounded("ab\ud83d\ude00", 3));
        Assert.Equal("ab\ud83d\ude00", TextCharacters.Shortened("ab\ud83d\ude00", 4));
        Assert.Equal("ab…", TextCharacters.Shortened("ab\ud83d\ude00c", 4));
    }

    /// <summary>PostgreSQL refuses a text that is longer than its column, and half of a character.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_audit_log_shortens_a_long_subject(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var fitting = new string('a', AuditEntry.LongestSubject);
        db.Audit(StaffViewer.Console, "tested", fitting, DateTime.UnixEpoch);
        db.Audit(StaffViewer.Console, "tested", $"{fitting[2..]}\ud83d\ude00b", DateTime.UnixEpoch);

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var subjects = await db
            .AuditEntries.Where(entry => entry.Action == "tested")
            .OrderBy(entry => entry.Id)
            .Select(entry => entry.Subject)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([fitting, $"{fitting[2..]}…"], subjects);
    }
}
