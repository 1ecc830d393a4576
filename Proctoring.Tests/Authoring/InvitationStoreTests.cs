using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Integration;
using Proctoring.Core.Privacy;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Administrators invite students once each; a withdrawn invitation opens and starts nothing, and no data of an invitation
/// outlives its reason.</summary>
public sealed class InvitationStoreTests
{
    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    static readonly InvitationDraft[] Drafts = [new(1, "Ada Lovelace", "s-1", "ada@example.org"), new(2, "Bob", "s-2", null)];

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_student_is_invited_once_and_the_list_shows_how_far_they_are(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<InvitationStore>();
        var exam = await PublishAsync(host);

        Assert.Equal(2, await store.AddAsync(Chief, exam, Drafts, Cancellation));
        Assert.Equal(["s-1"], await store.InvitedAsync(Chief, exam, [Drafts[0], new(1, "New", "s-3", null)], Cancellation));
        Assert.Equal(1, await store.AddAsync(Chief, exam, [Drafts[0], new(1, "Cem", "s-3", null)], Cancellation));
        Assert.Equal(0, await store.AddAsync(Chief, exam, Drafts, Cancellation));
        await Assert.ThrowsAnyAsync<ValidationException>(() =>
            store.AddAsync(Chief, exam, [new(1, "Eve", "erased-12", null)], Cancellation)
        );

        var ada = await OpenAsync(host, exam, "s-1");
        await host.Get<SessionOpener>().StartAsync(ada, Cancellation);
        await host.Get<SessionCloser>().SubmitAsync(ada, null, Cancellation);
        // Opened again after the submission, and not started.
        await OpenAsync(host, exam, "s-1");
        await OpenAsync(host, exam, "s-2");
        Assert.Equal(
            [("Ada Lovelace", SessionStatus.Submitted), ("Bob", SessionStatus.Preparing), ("Cem", (SessionStatus?)null)],
            (await ListAsync(host, exam)).Select(row => (row.Name, row.Session))
        );

        var reviewer = Chief with { Roles = [StaffRoles.Reviewer] };
        Assert.Null(await store.FindAsync(reviewer, exam, Cancellation));
        Assert.Null(await store.ExportAsync(reviewer, exam, Cancellation));
        Assert.Empty(await store.InvitedAsync(reviewer, exam, Drafts, Cancellation));
        await Assert.ThrowsAnyAsync<ValidationException>(() => store.AddAsync(reviewer, exam, Drafts, Cancellation));
        var ids = (await ListAsync(host, exam)).Select(row => row.Id).ToList();
        await Assert.ThrowsAnyAsync<ValidationException>(() => store.WithdrawAsync(reviewer, exam, ids, Cancellation));
        await using var db = host.OpenDatabase();
        Assert.Equal(
            ["exam invited: 2 invitations", "exam invited: 1 invitation"],
            await db
                .AuditEntries.Where(entry => entry.Action == "invitations_created")
                .OrderBy(entry => entry.At)
                .Select(entry => entry.Subject)
                .ToListAsync(Cancellation)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_withdrawn_invitation_opens_and_starts_nothing_but_a_running_session_goes_on(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<InvitationStore>();
        var exam = await PublishAsync(host);
        await store.AddAsync(Chief, exam, Drafts, Cancellation);
        var list = (await store.FindAsync(Chief, exam, Cancellation))!;
        var links = list.Rows.ToDictionary(row => row.StudentId, row => TokenOf(store.PathOf(list, row)));
        var (running, waiting) = (await OpenAsync(host, exam, "s-1"), await OpenAsync(host, exam, "s-2"));
        var opener = host.Get<SessionOpener>();
        await opener.StartAsync(running, Cancellation);

        Assert.Equal(2, await store.WithdrawAsync(Chief, exam, [.. list.Rows.Select(row => row.Id)], Cancellation));
        Assert.Equal(0, await store.WithdrawAsync(Chief, exam, [.. list.Rows.Select(row => row.Id)], Cancellation));

        Assert.Equal(SessionStatus.Running, (await opener.FindAsync(running, Cancellation))!.Status);
        Assert.Equal(SessionStatus.Running, (await opener.StartAsync(running, Cancellation))!.Status);
        Assert.Equal(SessionRefusal.Withdrawn, await RefusalAsync(() => opener.StartAsync(waiting, Cancellation)));
        Assert.Equal(SessionRefusal.Withdrawn, await RefusalAsync(() => opener.OpenAsync(Request("s-1", list.Rows[0].Id), Cancellation)));
        Assert.True((await host.Get<InvitationLinks>().FindAsync(links["s-1"], Cancellation))!.Withdrawn);

        // Invited again: a new link, and the old one stays withdrawn. It is for this student only.
        Assert.Equal(1, await store.AddAsync(Chief, exam, [Drafts[1]], Cancellation));
        var again = (await ListAsync(host, exam)).Single(row => row.WithdrawnAt is null);
        Assert.Equal(SessionStatus.Running, (await opener.StartAsync(waiting, Cancellation))!.Status);
        Assert.True((await host.Get<InvitationLinks>().FindAsync(links["s-2"], Cancellation))!.Withdrawn);
        Assert.Equal(SessionRefusal.Withdrawn, await RefusalAsync(() => opener.OpenAsync(Request("s-9", again.Id), Cancellation)));
        Assert.Equal(SessionRefusal.Invitation, await RefusalAsync(() => opener.OpenAsync(Request("s-2", null), Cancellation)));
        Assert.Null(await host.Get<InvitationLinks>().FindAsync(links["s-1"][..^2], Cancellation));
        await using var db = host.OpenDatabase();
        var entries = await db.AuditEntries.Where(entry => entry.Action == "invitation_withdrawn").ToListAsync(Cancellation);
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.DoesNotContain("Ada", entry.Subject, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_thousand_students_are_invited_at_once_and_the_limit_of_an_exam_is_named(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<InvitationStore>();
        var exam = await PublishAsync(host);
        for (var batch = 0; batch < 5; batch++)
            Assert.Equal(1000, await store.AddAsync(Chief, exam, Numbered(batch * 1000, 1000), Cancellation));

        var refusal = await Assert.ThrowsAnyAsync<ValidationException>(() => store.AddAsync(Chief, exam, Numbered(5000, 1), Cancellation));
        Assert.Equal("An exam has at most 5,000 invitations; this one has 5,000.", refusal.Message);
        Assert.Equal(5000, (await ListAsync(host, exam)).Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Administrators_who_invite_the_same_students_at_once_invite_each_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<InvitationStore>();
        var exam = await PublishAsync(host);

        var added = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => store.AddAsync(Chief, exam, Numbered(0, 200), Cancellation)))
        );

        Assert.Equal(200, added.Sum());
        Assert.Equal(200, (await ListAsync(host, exam)).Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Export_erasure_and_retention_cover_invitations(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(
            kind,
            ("Proctoring:Retention:InvitationDays", "30"),
            ("Proctoring:Retention:SessionDays", "5")
        );
        var store = host.Get<InvitationStore>();
        var exam = await PublishAsync(host);
        await store.AddAsync(Chief, exam, [.. Drafts, new(3, "Cem", "s-3", null), new(4, "Held", "s-4", null)], Cancellation);

        using var file = new MemoryStream();
        var students = host.Get<StudentExport>();
        var ada = Assert.Single(await students.FindAsync(Chief, "s-1", Student.OwnPages, Cancellation));
        await students.WriteAsync(Chief, ada.Id, file, Cancellation);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Read))
        using (var reader = new StreamReader(archive.GetEntry("student.json")!.Open()))
            Assert.Contains("\"email\": \"ada@example.org\"", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);

        await using (var db = host.OpenDatabase())
        {
            var invitation = await db.ExamInvitations.SingleAsync(row => row.Name == "Ada Lovelace", Cancellation);
            db.Add(
                new OutboxEvent
                {
                    Id = Guid.NewGuid(),
                    Type = OutboxEventTypes.Invitation,
                    InvitationId = invitation.Id,
                    OccurredAt = host.Now,
                }
            );
            await db.SaveChangesAsync(Cancellation);
        }

        await host.Get<StudentErasure>().EraseAsync(Student.OwnPages, "s-1", Cancellation);
        Assert.Equal(["Bob", "Cem", "Held"], (await ListAsync(host, exam)).Select(row => row.Name));

        // The removal of a session leaves the invitation and its student; a session under way and a hold keep it.
        var bob = await OpenAsync(host, exam, "s-2");
        await host.Get<SessionOpener>().StartAsync(bob, Cancellation);
        await host.Get<SessionCloser>().SubmitAsync(bob, null, Cancellation);
        await host.Get<LegalHolds>().SetAsync(Chief, HoldScope.Student, "s-4", "appeal", Cancellation);
        host.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal([(RetentionType.Sessions, 1)], await RunAsync(host));
        Assert.Equal(3, (await ListAsync(host, exam)).Count);
        host.Clock.Advance(TimeSpan.FromDays(25));
        await OpenAsync(host, exam, "s-3");
        Assert.Equal([(RetentionType.Invitations, 1)], await RunAsync(host));

        Assert.Equal(["Cem", "Held"], (await ListAsync(host, exam)).Select(row => row.Name));
        await using var after = host.OpenDatabase();
        Assert.False(await after.Students.AnyAsync(student => student.ExternalId == "s-2", Cancellation));
        Assert.Empty(await after.OutboxEvents.Where(row => row.InvitationId != null).ToListAsync(Cancellation));
    }

    static InvitationDraft[] Numbered(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(number => new InvitationDraft(1, $"Student {number}", $"n-{number}", null))];

    static async Task<List<(RetentionType, int)>> RunAsync(CoreHost host) =>
        [
            .. RetentionLine
                .FromJson((await host.Get<RetentionRunner>().RunAsync(Chief, null, Cancellation))!.Result)
                .Where(line => line.Items > 0)
                .Select(line => (line.Type, line.Items)),
        ];

    static string TokenOf(string path) => path[(path.LastIndexOf('=') + 1)..];

    static SessionRequest Request(string student, Guid? invitation) =>
        new()
        {
            StudentId = student,
            ExamSlug = "invited",
            Proctored = false,
            InvitationId = invitation,
        };

    static async Task<IReadOnlyList<InvitationRow>> ListAsync(CoreHost host, int exam) =>
        (await host.Get<InvitationStore>().FindAsync(Chief, exam, Cancellation))!.Rows;

    static async Task<SessionAccess> OpenAsync(CoreHost host, int exam, string student)
    {
        var row = (await ListAsync(host, exam)).Single(row => row.StudentId == student && row.WithdrawnAt is null);
        return await host.Get<SessionOpener>().OpenAsync(Request(student, row.Id), Cancellation);
    }

    static async Task<SessionRefusal> RefusalAsync<T>(Func<Task<T>> act) => (await Assert.ThrowsAsync<SessionRefusedException>(act)).Reason;

    static async Task<int> PublishAsync(CoreHost host)
    {
        var exam = await host.Get<ExamStore>()
            .CreateAsync(
                StaffViewer.Console,
                new ExamContent
                {
                    Slug = "invited",
                    Title = "Invited",
                    Questions = [new("The sky is blue.", new TrueFalse(true))],
                    Settings = new ExamSettings { Admission = ExamAdmission.Invitation },
                },
                Cancellation
            );
        await host.Get<ExamStore>().SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, Cancellation);
        return exam.Id;
    }
}
