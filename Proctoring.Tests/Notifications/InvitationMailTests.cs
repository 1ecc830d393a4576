using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Localization;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Tests invitations by email with a mail server.</summary>
public sealed class InvitationMailTests
{
    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_invitation_is_sent_in_the_language_of_the_exam_and_its_link_admits(DatabaseKind kind)
    {
        await using var server = MailServer.Start();
        await using var host = await CoreHost.CreateAsync(kind, Settings(server.Port));
        var exam = await PublishAsync(host, "de-AT");
        var rows = await InviteAsync(host, exam, ("Ada", "ada@example.org"), ("Bob", null));
        var store = host.Get<InvitationStore>();

        // One without an address is left out.
        Assert.Equal(1, await store.SendAsync(Chief, exam, [.. rows.Select(row => row.Id)], again: false, Cancellation));
        Assert.True((await RowAsync(host, exam, "Ada")).Waits);
        Assert.False((await RowAsync(host, exam, "Ada")).IsUnsent);
        // The order survives a restart of the server.
        await host.RestartAsync();
        await RunAsync(host);

        var message = Assert.Single(server.Received);
        Assert.Equal("Einladung zur Prüfung „Netze“", message.Subject);
        Assert.Equal("ada@example.org", message.To.Mailboxes.Single().Address);
        var text = message.TextBody!.ReplaceLineEndings("\n");
        Assert.Contains("Guten Tag Ada,", text, StringComparison.Ordinal);
        Assert.Contains("9. Dezember 2026, 09:00 (Europe/Berlin, UTC+01:00)", text, StringComparison.Ordinal);
        Assert.Contains("45 Minuten", text, StringComparison.Ordinal);
        Assert.Contains("Ihre Kamera", text, StringComparison.Ordinal);
        Assert.Contains("Fragen: exams@example.org", text, StringComparison.Ordinal);
        var link = text.Split('\n').Single(line => line.StartsWith("https://", StringComparison.Ordinal));
        Assert.StartsWith("https://proctoring.example/exams/netze/start?proctored=true&invitation=", link, StringComparison.Ordinal);
        var found = await host.Get<InvitationLinks>().FindAsync(link[(link.LastIndexOf('=') + 1)..], Cancellation);
        Assert.Equal(("s-Ada", false), (found!.StudentId, found.Withdrawn));
        var sent = await RowAsync(host, exam, "Ada");
        Assert.Equal((host.Now, null, false), (sent.SentAt, sent.SendError, sent.Waits));

        // Once more, on request.
        await host.Get<InvitationStore>().SendAsync(Chief, exam, [sent.Id], again: true, Cancellation);
        await RunAsync(host);
        Assert.Equal(2, server.Received.Count);
        await using var db = host.OpenDatabase();
        var entries = await db
            .AuditEntries.Where(entry => entry.Action == "invitations_sent")
            .Select(entry => entry.Subject)
            .ToListAsync(Cancellation);
        Assert.Equal(["exam netze: 1 invitation", "exam netze: 1 invitation"], entries);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Administrators_who_send_the_same_invitations_at_once_send_each_once(DatabaseKind kind)
    {
        await using var server = MailServer.Start();
        await using var host = await CoreHost.CreateAsync(kind, Settings(server.Port));
        var exam = await PublishAsync(host, null);
        List<Guid> ids = [.. (await InviteAsync(host, exam, ("Ada", "ada@example.org"), ("Bob", "bob@example.org"))).Select(row => row.Id)];
        var store = host.Get<InvitationStore>();

        var sent = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.SendAsync(Chief, exam, ids, again: true, Cancellation), Cancellation))
        );
        await RunAsync(host);
        // A list from before the messages were sent.
        var late = await store.SendAsync(Chief, exam, ids, again: false, Cancellation);
        await RunAsync(host);

        Assert.Equal((2, 0), (sent.Sum(), late));
        Assert.Equal(2, server.Received.Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_refused_address_is_shown_a_withdrawn_invitation_is_not_sent_and_one_that_failed_is_tried_again(DatabaseKind kind)
    {
        var log = new CapturedLog();
        var port = MailServer.FreePort();
        await using var host = await CoreHost.CreateAsync(kind, Settings(port));
        host.Get<ILoggerFactory>().AddProvider(log);
        var exam = await PublishAsync(host, null);
        var rows = await InviteAsync(host, exam, ("Ada", "ada@example.org"), ("Bob", "bob@example.org"), ("Cem", "cem@example.org"));
        var store = host.Get<InvitationStore>();
        await store.SendAsync(Chief, exam, [.. rows.Select(row => row.Id)], again: false, Cancellation);
        await RunAsync(host);
        Assert.All(await RowsAsync(host, exam), row => Assert.True(row.Waits && row.SendError!.Contains("cannot be reached")));

        await store.WithdrawAsync(Chief, exam, [rows.Single(row => row.Name == "Cem").Id], Cancellation);
        await using var server = MailServer.Start(port);
        server.Refuse("bob@example.org");
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(host);

        Assert.Equal("ada@example.org", Assert.Single(server.Received).To.Mailboxes.Single().Address);
        Assert.Equal("Invitation to the exam “Netze”", server.Received[0].Subject);
        Assert.Null((await RowAsync(host, exam, "Ada")).SendError);
        var bob = await RowAsync(host, exam, "Bob");
        Assert.Equal((null, "The mail server refused the message (550)", false), (bob.SentAt, bob.SendError, bob.Waits));
        // The withdrawn one is neither a failure nor a reason for an alert.
        await using var db = host.OpenDatabase();
        var cem = rows.Single(row => row.Name == "Cem").Id;
        var cancelled = await db.OutboxDeliveries.SingleAsync(row => row.TargetId == cem, Cancellation);
        Assert.Equal(
            (null, null, null, "The invitation was withdrawn or deleted"),
            (cancelled.NextAttemptAt, cancelled.DeliveredAt, cancelled.GivenUpAt, cancelled.LastError)
        );
        Assert.Single(log.Lines, line => line.Contains("is given up", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line == "The event invitation.send goes to 1 targets");
        Assert.DoesNotContain("@example.org", string.Join('\n', log.Lines), StringComparison.Ordinal);
    }

    /// <summary>Every language has all sentences, and text from right to left keeps the address in order.</summary>
    [Fact]
    public void The_message_exists_in_every_language()
    {
        var subjects = new HashSet<string>();
        foreach (var (language, offer) in Language.All.SelectMany(_ => Enum.GetValues<ProctoringOffer>(), (one, offer) => (one, offer)))
        {
            var exam = new Exam
            {
                Slug = "netze",
                Title = "Netze",
                Description = "",
                Minutes = 1,
                Language = language.Code,
                Proctoring = offer,
            };
            var (subject, text) = InvitationMail.Of(exam, "Ada", "https://proctoring.example/x", new());
            subjects.Add(subject);
            Assert.DoesNotContain("Mail_", subject + text, StringComparison.Ordinal);
            Assert.Contains("\nhttps://proctoring.example/x\n", text, StringComparison.Ordinal);
        }

        Assert.Equal(Language.All.Count, subjects.Count);
    }

    static (string Key, string Value)[] Settings(int port) =>
        [
            ("Proctoring:Mail:Host", "127.0.0.1"),
            ("Proctoring:Mail:Port", port.ToString(CultureInfo.InvariantCulture)),
            ("Proctoring:Mail:Security", "None"),
            ("Proctoring:Mail:From", "proctoring@example.net"),
            ("Proctoring:Privacy:Contact", "exams@example.org"),
            ("Proctoring:Api:PublicAddress", "https://proctoring.example"),
        ];

    static async Task<int> PublishAsync(CoreHost host, string? language)
    {
        var exam = await host.Get<ExamStore>()
            .CreateAsync(
                StaffViewer.Console,
                new ExamContent
                {
                    Slug = "netze",
                    Title = "Netze",
                    Minutes = 45,
                    Language = language,
                    Questions = [new("The sky is blue.", new TrueFalse(true))],
                    Settings = new ExamSettings
                    {
                        Admission = ExamAdmission.Invitation,
                        Proctoring = ProctoringOffer.Required,
                        OpensAt = new DateTime(2026, 12, 9, 8, 0, 0, DateTimeKind.Utc),
                        TimeZone = "Europe/Berlin",
                    },
                },
                Cancellation
            );
        return exam.Id;
    }

    static async Task<IReadOnlyList<InvitationRow>> InviteAsync(CoreHost host, int exam, params (string Name, string? Email)[] people)
    {
        await host.Get<InvitationStore>()
            .AddAsync(Chief, exam, [.. people.Select(one => new InvitationDraft(1, one.Name, $"s-{one.Name}", one.Email))], Cancellation);
        return await RowsAsync(host, exam);
    }

    static async Task<IReadOnlyList<InvitationRow>> RowsAsync(CoreHost host, int exam) =>
        (await host.Get<InvitationStore>().FindAsync(Chief, exam, Cancellation))!.Rows;

    static async Task<InvitationRow> RowAsync(CoreHost host, int exam, string name) =>
        (await RowsAsync(host, exam)).Single(row => row.Name == name);

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
    }
}
