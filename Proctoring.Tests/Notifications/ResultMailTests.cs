using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Invitations;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Reports;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Tests results by email with a mail server.</summary>
public sealed class ResultMailTests
{
    static readonly StaffViewer Chief = new(Guid.NewGuid(), "Chief", [StaffRoles.Administrator], null);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_invited_candidate_receives_the_result_in_the_language_of_the_exam(DatabaseKind kind)
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(kind, server.Port);
        var exam = await PublishAsync(host, new ExamSettings { PassPercent = 60 });

        var session = await EndAsync(host, exam, "Ada", SessionStatus.Submitted, 75);
        await EndAsync(host, exam, "Bob", SessionStatus.Submitted, 75);
        await RunAsync(host);

        // Bob has no address.
        var message = Assert.Single(server.Received);
        Assert.Equal(("ada@example.org", "Ihr Ergebnis der Prüfung „Netze“"), (message.To.Mailboxes.Single().Address, message.Subject));
        var text = message.TextBody!.ReplaceLineEndings("\n");
        Assert.Contains("Guten Tag Ada,", text, StringComparison.Ordinal);
        Assert.Matches("Ergebnis: 75.?%", text);
        Assert.Contains("Sie haben die Prüfung bestanden.", text, StringComparison.Ordinal);
        var link = text.Split('\n').Single(line => line.StartsWith("https://", StringComparison.Ordinal));
        Assert.StartsWith($"https://exams.example/proctoring/results/{exam}?key=", link, StringComparison.Ordinal);
        Assert.Equal(session, host.Get<ResultLinks>().Open(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public async Task A_result_waits_for_the_closing_of_the_exam()
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port);
        var closes = host.Now.AddDays(2);
        var exam = await PublishAsync(host, new ExamSettings { ShownWhen = ResultTime.AfterClosing, ClosesAt = closes });

        await EndAsync(host, exam, "Ada", SessionStatus.Submitted, 40);
        await RunAsync(host);
        Assert.Empty(server.Received);
        host.Clock.Advance(closes - host.Now);
        await RunAsync(host);

        Assert.Contains("40", Assert.Single(server.Received).TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_result_is_sent_when_the_exam_closes_at_another_time(int? plannedDays)
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port);
        DateTime? planned = plannedDays is { } days ? host.Now.AddDays(days) : null;
        var exam = await PublishAsync(host, new ExamSettings { ShownWhen = ResultTime.AfterClosing, ClosesAt = planned });
        await EndAsync(host, exam, "Ada", SessionStatus.Submitted, 40);
        await RunAsync(host);

        var closes = host.Now.AddDays(6);
        await using (var db = host.OpenDatabase())
            await db
                .Exams.Where(row => row.Id == exam)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosesAt, closes), Cancellation);
        for (var hour = 0; hour < 6 * 24; hour += 3)
        {
            Assert.Empty(server.Received);
            await RunAsync(host);
            host.Clock.Advance(TimeSpan.FromHours(3));
        }

        await RunAsync(host);
        host.Clock.Advance(TimeSpan.FromHours(6));
        await RunAsync(host);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task A_result_waits_for_the_last_grade_and_for_a_possible_readmission()
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port);
        var exam = await PublishAsync(host, new ExamSettings());
        var graded = await EndAsync(host, exam, "Ada", SessionStatus.Submitted, null, ungraded: 1);
        await RunAsync(host);
        Assert.Empty(server.Received);
        await ChangeAsync(host, graded, row => (row.Ungraded, row.Points, row.Score) = (0, 1, 100));
        await RunAsync(host);
        Assert.Single(server.Received);

        await EndAsync(host, exam, "Cem", SessionStatus.Ended, 10);
        await RunAsync(host);
        Assert.Single(server.Received);
        host.Clock.Advance(ProctoringSession.ReadmittedWithin);
        await RunAsync(host);
        Assert.Equal(2, server.Received.Count);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("off")]
    [InlineData("withdrawn")]
    [InlineData("never-closes")]
    public async Task Nothing_is_sent_if_it_is_not_wanted_or_not_shown(string reason)
    {
        await using var server = MailServer.Start();
        await using var host = await HostAsync(DatabaseKind.Sqlite, server.Port, sends: reason != "off");
        var exam = await PublishAsync(
            host,
            new ExamSettings
            {
                ShownDetail = reason == "nothing" ? ResultDetail.Nothing : ResultDetail.Score,
                ShownWhen = reason == "never-closes" ? ResultTime.AfterClosing : ResultTime.AtEnd,
            }
        );
        await EndAsync(host, exam, "Ada", SessionStatus.Submitted, 75);
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        if (reason == "withdrawn")
        {
            await using var db = host.OpenDatabase();
            await db.ExamInvitations.ExecuteUpdateAsync(set => set.SetProperty(row => row.WithdrawnAt, host.Now), Cancellation);
        }

        await RunAsync(host);

        Assert.Empty(server.Received);
    }

    static Task<CoreHost> HostAsync(DatabaseKind kind, int port, bool sends = true) =>
        CoreHost.CreateAsync(
            kind,
            services =>
                services
                    .AddSingleton<ResultLinks>()
                    .AddSingleton<IOutboxChannel, ResultChannel>()
                    .Configure<ProctoringOptions>(options =>
                    {
                        (options.PathBase, options.Api.PublicAddress) = ("/proctoring", "https://exams.example");
                        options.Mail = new MailOptions
                        {
                            Host = "127.0.0.1",
                            Port = port,
                            Security = MailSecurity.None,
                            From = "proctoring@example.net",
                            SendResults = sends,
                        };
                    })
        );

    static async Task<int> PublishAsync(CoreHost host, ExamSettings settings)
    {
        var content = new ExamContent
        {
            Slug = "netze",
            Title = "Netze",
            Minutes = 45,
            Language = "de",
            Questions = [new("The sky is blue.", new TrueFalse(true))],
            Settings = settings,
        };
        var exam = (await host.Get<ExamStore>().CreateAsync(StaffViewer.Console, content, Cancellation)).Id;
        InvitationDraft[] people =
        [
            new(1, "Ada", "s-Ada", "ada@example.org"),
            new(2, "Bob", "s-Bob", null),
            new(3, "Cem", "s-Cem", "cem@example.org"),
        ];
        await host.Get<InvitationStore>().AddAsync(Chief, exam, people, Cancellation);
        return exam;
    }

    /// <summary>A session of an invited student, which has just ended.</summary>
    static async Task<Guid> EndAsync(CoreHost host, int exam, string name, SessionStatus status, decimal? score, int ungraded = 0)
    {
        await using var db = host.OpenDatabase();
        var session = new ProctoringSession
        {
            Id = Guid.CreateVersion7(),
            StudentId = await db.Students.Where(row => row.ExternalId == $"s-{name}").Select(row => row.Id).SingleAsync(Cancellation),
            ExamId = exam,
            ExamName = "Netze",
            TotalQuestions = 1,
            Minutes = 45,
            Proctored = true,
            TokenHash = $"{Guid.NewGuid():N}{Guid.NewGuid():N}",
            Status = SessionStatus.Running,
            CreatedAt = host.Now.AddMinutes(-10),
            StartedAt = host.Now.AddMinutes(-9),
            EndsAt = host.Now.AddMinutes(36),
        };
        db.Add(session);
        await db.SaveChangesAsync(Cancellation);
        await ChangeAsync(
            host,
            session.Id,
            row => (row.Status, row.FinishedAt, row.Score, row.Ungraded) = (status, host.Now, score, ungraded)
        );
        return session.Id;
    }

    static async Task ChangeAsync(CoreHost host, Guid id, Action<ProctoringSession> change)
    {
        await using var db = host.OpenDatabase();
        change(await db.Sessions.SingleAsync(row => row.Id == id, Cancellation));
        await db.SaveChangesAsync(Cancellation);
    }

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
    }
}
